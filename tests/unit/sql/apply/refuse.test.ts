import { expect } from "chai";
import { formatProblem } from "../../../../model/validation/problem.ts";
import type { LiveState } from "../../../../sql/live/types.ts";
import { missingPermissions, staleness } from "../../../../sql/apply/refuse.ts";
import { sourcePlace } from "../../../../sql/apply/source-line.ts";
import { withoutEngineLine } from "../../../../aws/query/engine-message.ts";
import { describeStatement } from "../../../../sql/plan/describe.ts";
import { compareCatalog } from "../../../../sql/plan/compare.ts";
import { byHand, carriedOut, emptyCatalog, planFor } from "../../../support/sql/catalog.ts";
import { projectOf, view } from "../../../support/sql/project.ts";

const one = view(
  "mission_curated.one",
  "SELECT t.day, t.cost FROM mission_processed.transactions t",
  "day date, cost double",
);
const other = view("mission_curated.other", "SELECT o.day FROM mission_curated.one o", "day date");
const narrower = view("mission_curated.one", "SELECT t.day FROM mission_processed.transactions t", "day date");
const tables = ["mission_processed.transactions"];

describe("a plan that loses something", () => {
  it("needs the flag that each refusal names, with what it is about", () => {
    const empty = emptyCatalog(tables);
    const live = carriedOut(planFor(projectOf([one, other]), empty), empty);
    const touched = byHand(live, "view mission_curated.one", { canonical: "another", definition: "SELECT 1" });
    const plan = planFor(projectOf([narrower]), touched);
    expect(missingPermissions(plan, new Set()).map(formatProblem)).to.deep.equal([
      "PLAN_NOT_ALLOWED plan: it drops mission_curated.other; this must be allowed. Fix: pass --allow-drop if that is intended.",
      "PLAN_NOT_ALLOWED plan: it breaks possible readers of mission_curated.one (cost removed); this must be allowed. Fix: pass --allow-breaking if that is intended.",
      "PLAN_NOT_ALLOWED plan: it overwrites changes made by hand: mission_curated.one; this must be allowed. Fix: pass --allow-drift if that is intended.",
    ]);
    expect(missingPermissions(plan, new Set(plan.needs))).to.deep.equal([]);
  });
});

describe("a stale plan", () => {
  const empty = emptyCatalog(tables);
  const live = carriedOut(planFor(projectOf([one]), empty), empty);
  /** As someone sees it who hasn't applied anything. */
  const unrecorded = ({ environment, objects, tables: readable, redshift }: LiveState): LiveState => ({
    ...{ environment, objects, tables: readable, redshift },
  });
  const plan = planFor(projectOf([narrower]), unrecorded(live));

  it("is told from one that still holds", () => {
    expect(staleness(plan, unrecorded(live), undefined)).to.equal(undefined);
  });

  it("names what has moved", () => {
    const gone = unrecorded(byHand(live, "view mission_curated.one"));
    expect(staleness(plan, gone, undefined)?.message).to.match(
      /changed since it was made: view mission_curated.one no longer exists/,
    );
    const changed = byHand(live, "view mission_curated.one", { canonical: "another" });
    expect(staleness({ ...plan, base: 0 }, changed, undefined)?.message).to.match(/differs from what revision 1 left/);
  });
});

describe("an engine's complaint", () => {
  const sql = "SELECT\n  o.day,\n  o.cosst\nFROM mission_curated.one o";
  const wrong = view("mission_curated.other", sql, "day date");
  const { project } = projectOf([one, wrong]);
  const statement = describeStatement(
    "view mission_curated.other",
    project,
    compareCatalog(project, emptyCatalog(tables)),
  );
  const text = `-- name: mission_curated.other\n-- owner: o\n\n${sql}\n`;
  const file = { file: "sql/views/other.sql", text };
  const line = statement.split("\n").findIndex((each) => each.includes("o.cosst")) + 1;

  it("is said of the file's own line", () => {
    const message = `SYNTAX_ERROR: line ${line}:3: Column 'o.cosst' cannot be resolved`;
    expect(sourcePlace(message, { statement, sql, file, linesAfter: 1 })).to.equal("sql/views/other.sql:6:3");
    expect(withoutEngineLine(message)).to.equal("SYNTAX_ERROR: Column 'o.cosst' cannot be resolved");
  });

  it("is said of the file where it is about something else", () => {
    for (const message of ["line 1:1: mismatched input", "line 99:1: x", "Access denied"]) {
      expect(sourcePlace(message, { statement, sql, file, linesAfter: 1 }), message).to.equal("sql/views/other.sql");
    }
  });
});
