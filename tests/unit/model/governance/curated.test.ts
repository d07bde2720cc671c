import { expect } from "chai";
import type { Classification } from "../../../../model/documents/contract-bundle.ts";
import { asProduction, curatedRelations, type DeployedSql } from "../../../../model/governance/curated.ts";
import { declaredTables } from "../../../../model/governance/tags.ts";
import type { ClassifiedRelation } from "../../../../model/documents/sql-bundle.ts";

type Columns = Readonly<Record<string, Classification>>;

const relation = (name: string, columns: Columns): ClassifiedRelation => ({
  name,
  columns: Object.entries(columns).map(([column, classification]) => ({ name: column, classification })),
});

const bundleOf = (...views: readonly ClassifiedRelation[]) => ({ models: [], views });

const shown = (deployed: readonly DeployedSql[]): Readonly<Record<string, Columns>> =>
  Object.fromEntries(
    curatedRelations(deployed).map(({ name, columns }) => [
      name,
      Object.fromEntries(columns.map((column) => [column.name, column.classification])),
    ]),
  );

describe("curated relations of applied SQL", () => {
  const daily = relation("ops_curated.daily", { day: "public", amount: "confidential" });

  it("are models and views by their names in production", () => {
    const model = { ...daily } as DeployedSql["bundles"][number]["models"][number];
    const view = relation("ops_curated.latest", { day: "internal" });
    expect(shown([asProduction({ models: [model], views: [view] })])).to.deep.equal({
      "ops_curated.daily": { day: "public", amount: "confidential" },
      "ops_curated.latest": { day: "internal" },
    });
  });

  it("have the stricter classification of each column while two bundles hold", () => {
    const next = relation("ops_curated.daily", { day: "personal", amount: "internal", count: "public" });
    const added = relation("ops_curated.added", { day: "public" });
    for (const bundles of [
      [bundleOf(daily), bundleOf(next, added)],
      [bundleOf(next, added), bundleOf(daily)],
    ]) {
      expect(shown([{ ...asProduction(bundleOf()), bundles }])).to.deep.equal({
        "ops_curated.daily": { day: "personal", amount: "confidential", count: "public" },
        "ops_curated.added": { day: "public" },
      });
    }
  });

  it("are seen as a whole, as their strictest column, when they are views or about to be", () => {
    const model = { ...daily } as DeployedSql["bundles"][number]["models"][number];
    const view = relation("ops_curated.latest", { day: "internal", amount: "confidential", count: "public" });
    const sources = [{ name: "ops", description: "ops", kind: "rest", settings: {}, tokenSecret: "ops-token" }];
    const sensitivities = (...bundles: DeployedSql["bundles"]) =>
      declaredTables({
        sources,
        datasets: [],
        curated: curatedRelations([{ ...asProduction(bundleOf()), bundles }]),
      })
        .filter(({ zone }) => zone === "curated")
        .map(({ table, sensitivity }) => [table, sensitivity]);
    expect(sensitivities({ models: [model], views: [view] })).to.deep.equal([
      ["daily", undefined],
      ["latest", "confidential"],
    ]);
    const asView = bundleOf(relation("ops_curated.daily", { day: "public", who: "personal" }));
    for (const bundles of [
      [{ models: [model], views: [] }, asView],
      [asView, { models: [model], views: [] }],
    ]) {
      expect(sensitivities(...bundles)).to.deep.equal([["daily", "personal"]]);
    }
  });

  it("are in a preview only those that it builds itself, and leave production's alone", () => {
    const bundles = [bundleOf(relation("ops_curated.daily", { day: "internal" }), relation("ops_curated.other", {}))];
    const environment = { environment: "preview_1", own: ["ops_curated.daily"] };
    expect(shown([asProduction(bundleOf(daily)), { environment, bundles }])).to.deep.equal({
      "ops_curated.daily": { day: "public", amount: "confidential" },
      "ops_curated__preview_1.daily": { day: "internal" },
    });
  });

  it("count in curated databases of the stack's sources and nowhere else", () => {
    const names = ["ops_processed.events", "ops_raw.events", "other_curated.daily", "ops_curated_2.daily", "daily"];
    const relations = [daily, ...names.map((name) => relation(name, { email: "public" }))];
    const curated = relations.map((one) => ({ ...one, isView: true }));
    const sources = [{ name: "ops", description: "ops", kind: "rest", settings: {}, tokenSecret: "ops-token" }];
    expect(
      declaredTables({ sources, datasets: [], curated })
        .filter(({ zone }) => zone === "curated")
        .map(({ database, table }) => [database, table]),
    ).to.deep.equal([["ops_curated", "daily"]]);
  });
});
