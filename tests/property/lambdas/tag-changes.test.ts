import { expect } from "chai";
import fc from "fast-check";
import { tagChanges, type TagChange } from "../../../lambdas/govern/tag-changes.ts";
import type { ListedTable } from "../../../aws/glue/databases.ts";
import type { AssignedTags, TableTags } from "../../../aws/lake-formation/tag-store.ts";
import { sensitivities, type TaggedTable } from "../../../model/governance/tags.ts";
import { classifications } from "../../../model/documents/contract-bundle.ts";

const names = ["id", "email", "amount", "extra", "constructor"];
const columns = fc.uniqueArray(fc.constantFrom(...names));
const assignedTags: fc.Arbitrary<AssignedTags> = fc
  .record(
    {
      sensitivity: fc.constantFrom(...sensitivities),
      zone: fc.constantFrom("raw", "curated"),
      domain: fc.constant("ops"),
      team: fc.constantFrom("them", "others"),
    },
    { requiredKeys: [] },
  )
  .map((tags) => ({ ...tags }));
const tableTags: fc.Arbitrary<TableTags> = fc.record({
  table: assignedTags,
  columns: columns.chain((chosen) =>
    fc
      .tuple(...chosen.map(() => assignedTags))
      .map((tags) => Object.fromEntries(chosen.map((name, index) => [name, tags[index] ?? {}]))),
  ),
});
const declared: fc.Arbitrary<TaggedTable | undefined> = fc.option(
  columns.chain((chosen) =>
    fc.tuple(...chosen.map(() => fc.constantFrom(...classifications))).map((values) => ({
      database: "ops_processed",
      table: "events",
      zone: "processed" as const,
      domain: "ops",
      columns: Object.fromEntries(chosen.map((name, index) => [name, values[index] ?? "personal"])),
    })),
  ),
  { nil: undefined },
);

/** Only an own key, not one inherited from `Object`. */
const own = <Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  new Map(Object.entries(values)).get(name);

const without = (tags: AssignedTags, removed: AssignedTags): AssignedTags =>
  Object.fromEntries(Object.entries(tags).filter(([key, value]) => removed[key] !== value));

/** What Lake Formation would hold afterwards. */
const applied = (before: TableTags, remove: readonly TagChange[], add: readonly TagChange[]): TableTags => {
  const change = (after: TableTags, one: TagChange, apply: (tags: AssignedTags) => AssignedTags): TableTags =>
    one.columns === undefined
      ? { ...after, table: apply(after.table) }
      : {
          ...after,
          columns: {
            ...after.columns,
            ...Object.fromEntries(one.columns.map((name) => [name, apply(own(after.columns, name) ?? {})])),
          },
        };
  const less = remove.reduce((after, one) => change(after, one, (tags) => without(tags, one.tags)), before);
  return add.reduce((after, one) => change(after, one, (tags) => ({ ...tags, ...one.tags })), less);
};

describe("changes of tags", () => {
  it("lead to what the contract says, whatever was there, and leave tags of others alone", () => {
    fc.assert(
      fc.property(columns, declared, tableTags, (inCatalog, contract, before) => {
        const table: ListedTable = { database: "ops_processed", name: "events", columns: inCatalog };
        const { remove, add } = tagChanges(table, contract, before);
        const after = applied(before, remove, add);
        expect(tagChanges(table, contract, after)).to.deep.equal({ remove: [], add: [] });
        expect(after.table["team"]).to.equal(before.table["team"]);
        expect(Object.keys(after.table).filter((key) => key !== "team")).to.deep.equal([]);
        for (const name of names) {
          const [tagsAfter, tagsBefore] = [own(after.columns, name), own(before.columns, name)];
          expect(tagsAfter?.["team"]).to.equal(tagsBefore?.["team"]);
          const wanted = own(contract?.columns ?? {}, name);
          if (wanted === undefined) expect(tagsAfter?.["sensitivity"]).to.equal(undefined);
          else if (inCatalog.includes(name)) expect(tagsAfter?.["sensitivity"]).to.equal(wanted);
        }
      }),
    );
  });
});
