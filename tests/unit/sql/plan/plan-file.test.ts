import { expect } from "chai";
import { formatProblem, ProblemsError } from "../../../../model/validation/problem.ts";
import { readPlanFile } from "../../../../sql/plan/plan-file.ts";
import { emptyCatalog, planFor } from "../../../support/sql/catalog.ts";
import { projectOf } from "../../../support/sql/project.ts";
import { lake, shopTables } from "../../../support/sql/shop.ts";

const plan = planFor(projectOf(lake), emptyCatalog(shopTables));

const read = (document: unknown, stack = "dev"): readonly string[] => {
  try {
    readPlanFile(typeof document === "string" ? document : JSON.stringify(document), "plan.json", { stack });
    return [];
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems.map(formatProblem);
  }
};

describe("a plan's file", () => {
  it("is read back as it was written", () => {
    expect(readPlanFile(JSON.stringify(plan), "plan.json", { stack: "dev" })).to.deep.equal(plan);
  });

  it("is refused when it is no JSON or something else", () => {
    expect(read("{")[0]).to.match(/^PLAN_UNREADABLE plan\.json: it is not JSON: .*Fix: make the plan again/);
    expect(read([])).to.deep.equal([
      'PLAN_UNREADABLE plan.json: [] is not a plan. Fix: make the plan again: "lakehouse sql plan --out <file>".',
    ]);
  });

  it("is refused with every place that is wrong", () => {
    const [first, second] = plan.stages;
    const stages = [first, { ...second, models: "all" }, { kind: "delete everything" }];
    expect(
      read({ ...plan, base: -1, more: 1, stages }).map((problem) => problem.replace(/\. Fix: .*/, "")),
    ).to.deep.equal([
      'PLAN_UNREADABLE plan.json more: "more" is not allowed here; a plan has formatVersion, stack, environment, base, catalog, bundleKey, own, changes, stages, needs, declared, bundle, sources',
      "PLAN_UNREADABLE plan.json base: -1 is not a whole number from 0",
      'PLAN_UNREADABLE plan.json stages[1].models: "all" is not a list',
      'PLAN_UNREADABLE plan.json stages[2].kind: "delete everything" is not a kind; there are create databases, publish bundle, build models, statements, drop models, govern, remove databases',
    ]);
  });

  it("is refused when it is of another format or for another stack", () => {
    expect(read({ ...plan, formatVersion: 2 })).to.deep.equal([
      'PLAN_UNREADABLE plan.json formatVersion: found formatVersion 2, this release reads 1. Fix: make the plan again: "lakehouse sql plan --out <file>".',
    ]);
    expect(read(plan, "prod")).to.deep.equal([
      'PLAN_OTHER_STACK plan.json stack: it was made for the stack "dev", not for "prod". Fix: apply it with --stack dev, or make a new one.',
    ]);
  });

  it("is refused when its compiled SQL is not the one that it names", () => {
    expect(read({ ...plan, bundle: `${plan.bundle} ` })[0]).to.match(
      /^PLAN_UNREADABLE plan\.json bundle: its text is that of sql\/bundles\/[0-9a-f]{64}\.json, while bundleKey says /,
    );
  });

  it("is refused when it carries out something that it doesn't show", () => {
    expect(read({ ...plan, changes: plan.changes.slice(0, -1) })[0]).to.contain(
      'PLAN_UNREADABLE plan.json stages[3].id: "view shop_curated.top_spenders" is not one of the plan\'s changes',
    );
  });
});
