/**
 * Columns that are no value of a relation and still say something in it: who sees which rows are there, how they are grouped
 * or in which order they come, can conclude from that what stands in the columns that decided it. Told, not held against
 * anybody: the relation's columns don't become stricter by it. See docs/adr/0024. Pure.
 */
import type { Classification } from "../../model/documents/contract-bundle.ts";
import { demandsOf, type KnownColumns } from "./column-names.ts";
import type { Columns, NaturalJoin } from "./natural-joins.ts";
import type { Query } from "./query.ts";
import { clauses, type Clause } from "../../model/sql/objects.ts";
import type { Influence } from "../../model/documents/sql-plan.ts";

/** What a path of a query, `<relation as it is written>.<column>`, is in the project. */
export interface KnownColumn {
  readonly column: string;
  readonly classification: Classification;
}

const namesOf = (all: readonly Columns[], known: KnownColumns): readonly string[] | undefined => {
  const names = all.map((columns) => {
    if (columns === "unknown") return undefined;
    return "names" in columns ? columns.names : known.get(columns.relation);
  });
  return names.some((one) => one === undefined) ? undefined : names.flatMap((one) => one ?? []);
};

/** Columns that are compared; where one side's aren't known, those of the other, and of two such sides all that are read. */
const comparedColumns = ({ left, right }: NaturalJoin, known: KnownColumns): readonly string[] => {
  const [ours, theirs] = [namesOf(left, known), namesOf(right, known)];
  if (ours === undefined || theirs === undefined) return ours ?? theirs ?? [...known.values()].flat();
  return ours.filter((name) => theirs.includes(name));
};

/**
 * Every column that a name in a clause can mean counts, as it does in lineage. Of a query that nobody follows that is every
 * column of what it reads, wherever it stands.
 *
 * @param find a path that the query reads
 */
export const influencesOf = (
  query: Query,
  known: KnownColumns,
  find: (path: string) => KnownColumn | undefined,
): readonly Influence[] => {
  const found = new Map<string, { readonly classification: Classification; readonly clauses: Set<Clause> }>();
  const note = (path: string, clause?: Clause): void => {
    const column = find(path);
    if (column === undefined) return;
    const entry = found.get(column.column) ?? { classification: column.classification, clauses: new Set<Clause>() };
    if (clause !== undefined) entry.clauses.add(clause);
    found.set(column.column, entry);
  };
  for (const { clause, columns } of query.conditions) {
    const demands = demandsOf([{ columns, hasStarValue: false }], query, known);
    for (const path of demands.flatMap(({ paths }) => paths)) note(path, clause);
  }
  for (const join of query.naturalJoins) {
    const columns = comparedColumns(join, known).map((name) => ({ name }));
    const demands = demandsOf([{ columns, hasStarValue: false }], query, known);
    for (const path of demands.flatMap(({ paths }) => paths)) note(path, "JOIN");
  }
  if (!query.isFollowed) {
    for (const [relation, columns] of known) for (const column of columns) note(`${relation}.${column}`);
  }
  return [...found]
    .map(([column, entry]) => ({
      ...{ column, classification: entry.classification },
      clauses: clauses.filter((clause) => entry.clauses.has(clause)),
    }))
    .sort((one, other) => (one.column < other.column ? -1 : 1));
};
