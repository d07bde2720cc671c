import { expect } from "chai";
import type { AppliedObject, StageRecord } from "../../../../model/documents/revision.ts";
import type { LiveObject } from "../../../../sql/live/types.ts";
import { recordedObjects } from "../../../../sql/apply/recorded-objects.ts";
import type { Plan } from "../../../../model/documents/sql-plan.ts";
import { carriedOut, emptyCatalog, planFor } from "../../../support/sql/catalog.ts";
import { model, projectOf, view } from "../../../support/sql/project.ts";

const tables = ["mission_processed.transactions"];
const daily = model("mission_curated.daily", "SELECT t.day FROM mission_processed.transactions t", "day date");
const wider = model(
  "mission_curated.daily",
  "SELECT t.day, t.cost FROM mission_processed.transactions t",
  "day date, cost double",
);
const first = view("mission_curated.first", "SELECT d.day FROM mission_curated.daily d", "day date");
const changed = view("mission_curated.first", "SELECT max(d.day) AS day FROM mission_curated.daily d", "day date");

/** Stages of a revision that was interrupted in the stage of `kind`. */
const brokenAt = ({ stages }: Plan, kind: string): readonly StageRecord[] => {
  const at = stages.findIndex((stage) => stage.kind === kind);
  return stages.map((_stage, index) => ({
    state: index < at ? "done" : index === at ? "running" : "pending",
    statementsDone: 0,
  }));
};

describe("what a revision that was broken off leaves behind", () => {
  const empty = emptyCatalog(tables);
  const before = carriedOut(planFor(projectOf([daily, first]), empty), empty);
  const applied = before.revision?.objects ?? {};
  const plan = planFor(projectOf([wider, changed]), before);
  const after = carriedOut(plan, before);
  const left = (kind: string, objects: readonly LiveObject[]): Readonly<Record<string, AppliedObject>> =>
    recordedObjects(plan, brokenAt(plan, kind), applied, { objects });
  const someones = (objects: readonly LiveObject[], id: string): readonly LiveObject[] =>
    objects.map((object) =>
      object.id === id
        ? { ...object, canonical: "somebody's", definition: "somebody's", columns: [{ name: "x", type: "date" }] }
        : object,
    );

  it("is a view that its statement made, though nobody could record it", () => {
    const id = "view mission_curated.first";
    expect(left("statements", after.objects)[id]?.declared).to.equal(plan.declared[id]?.canonical);
  });

  it("is the view as it was before where the statement wasn't executed", () => {
    const id = "view mission_curated.first";
    expect(left("statements", before.objects)[id]).to.deep.equal(applied[id]);
  });

  it("is not what somebody else did: that is still a change by hand", () => {
    const id = "view mission_curated.first";
    expect(left("statements", someones(before.objects, id))[id]).to.deep.equal(applied[id]);
  });

  it("is a table of the new columns, which is built once more, and no table of other columns", () => {
    const id = "model mission_curated.daily";
    const built = left("build models", after.objects)[id];
    expect(built?.columns.map(({ name }) => name)).to.deep.equal(["day", "cost"]);
    expect(built?.declared).not.to.equal(plan.declared[id]?.canonical);
    expect(left("build models", before.objects)[id]).to.deep.equal(applied[id]);
    expect(left("build models", someones(after.objects, id))[id]).to.deep.equal(applied[id]);
  });

  it("is not what it dropped", () => {
    const dropping = planFor(projectOf([daily]), before);
    const objects = before.objects.filter(({ kind }) => kind !== "view");
    expect(
      Object.keys(recordedObjects(dropping, brokenAt(dropping, "statements"), applied, { objects })),
    ).to.deep.equal(["model mission_curated.daily"]);
    expect(
      recordedObjects(dropping, brokenAt(dropping, "statements"), applied, before)["view mission_curated.first"],
    ).to.deep.equal(applied["view mission_curated.first"]);
  });
});
