/** Generated projects of models and views that read tables and each other. */
import fc from "fast-check";
import type { LiveState } from "../../../sql/live/types.ts";
import { carriedOut, emptyCatalog, planFor } from "../../support/sql/catalog.ts";
import { model, projectOf, view, type Draft, type TestProject } from "../../support/sql/project.ts";

export const tables = ["s_processed.t0", "s_processed.t1", "s_processed.t2"] as const;
const size = 7;

/** One object of a project; it reads objects with lower numbers. */
interface Spec {
  readonly present: boolean;
  readonly kind: "model" | "view";
  readonly reads: readonly number[];
  readonly tables: readonly (typeof tables)[number][];
  readonly columns: readonly (readonly [string, string])[];
  readonly version: number;
}

const spec: fc.Arbitrary<Spec> = fc.record({
  present: fc.boolean(),
  kind: fc.constantFrom("model", "view"),
  reads: fc.uniqueArray(fc.nat({ max: size - 1 }), { maxLength: 3 }),
  tables: fc.uniqueArray(fc.constantFrom(...tables), { minLength: 1, maxLength: 2 }),
  columns: fc.uniqueArray(
    fc.tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("int", "bigint", "double", "date", "decimal(9,2)")),
    { selector: ([name]) => name, minLength: 1, maxLength: 3 },
  ),
  version: fc.nat({ max: 2 }),
});

const nameOf = (index: number): string => `s_curated.r${index}`;

/** The existing objects that an object can read: models read no views. */
const readsOf = (specs: readonly Spec[], index: number): readonly number[] => {
  const own = specs[index];
  return (own?.reads ?? []).filter((read) => {
    const other = specs[read];
    return read < index && other?.present === true && (own?.kind === "view" || other.kind === "model");
  });
};

const draftOf = (specs: readonly Spec[], index: number): readonly Draft[] => {
  const own = specs[index];
  if (own?.present !== true) return [];
  const { kind, columns, version } = own;
  const from = [...own.tables, ...readsOf(specs, index).map(nameOf)];
  const joined = from.map((name, at) => `${at === 0 ? "FROM" : "CROSS JOIN"} ${name} AS x${at}`);
  const selected = columns.map(([name, type]) => `CAST(x0.id AS ${type}) AS ${name}`);
  const sql = `SELECT ${selected.join(", ")}\n${joined.join("\n")}\nWHERE x0.id > ${version}`;
  const typed = columns.map(([name, type]) => `${name} ${type}`).join(", ");
  return [kind === "model" ? model(nameOf(index), sql, typed) : view(nameOf(index), sql, typed)];
};

export const draftsOf = (specs: readonly Spec[]): readonly Draft[] =>
  specs.flatMap((_spec, index) => draftOf(specs, index));

export const specs = fc.array(spec, { minLength: size, maxLength: size });

/** The specs with some replaced, as in a pull request. */
export const changed = (before: readonly Spec[]): fc.Arbitrary<readonly Spec[]> =>
  fc
    .array(fc.option(spec, { nil: undefined, freq: 2 }), { minLength: size, maxLength: size })
    .map((others) => before.map((own, index) => others[index] ?? own));

/** A manual change to an object: none, another definition, or a drop. */
type Hand = "none" | "change" | "drop";
const hands = fc.array(fc.constantFrom<Hand>("none", "none", "none", "change", "drop"), {
  minLength: size,
  maxLength: size,
});

const touchedByHand = (live: LiveState, done: readonly Hand[]): LiveState => ({
  ...live,
  objects: live.objects.flatMap((object, index) => {
    const hand = done[index] ?? "none";
    if (hand === "drop") return [];
    return hand === "change" ? [{ ...object, canonical: `by hand ${object.canonical}` }] : [object];
  }),
});

/** An engine that never stores a definition as written. */
export const engine = { stores: (canonical: string): string => `stored ${canonical}` };

export interface Situation {
  readonly drafts: readonly Draft[];
  readonly after: TestProject;
  readonly live: LiveState;
}

/** A project, and a catalog with an earlier state of it applied and manual changes on top. */
export const situation: fc.Arbitrary<Situation> = specs
  .chain((before) =>
    fc.record({
      before: fc.constant(before),
      after: changed(before),
      there: fc.subarray([...tables], { minLength: 2 }),
      hand: hands,
      isFirst: fc.boolean(),
    }),
  )
  .map(({ before, after, there, hand, isFirst }) => {
    const empty = emptyCatalog(tables);
    const applied = carriedOut(planFor(projectOf(draftsOf(before)), empty), empty, engine);
    const drafts = draftsOf(after);
    const live = isFirst ? empty : touchedByHand(applied, hand);
    return { drafts, after: projectOf(drafts), live: { ...live, tables: new Set<string>(there) } };
  });
