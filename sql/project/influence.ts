/**
 * Columns that aren't values of a relation and still reveal something: from which rows there are, how they are grouped
 * or ordered, a reader can infer what the deciding columns contain. This is reported, not restricted: it doesn't make
 * the relation's columns stricter. See docs/adr/0024. Pure.
 */
import type { Classification } from "../../model/documents/contract-bundle.ts";
import { demandsOf, type KnownColumns } from "./column-names.ts";
import type { Columns, NaturalJoin } from "./natural-joins.ts";
import type { Query } from "./query.ts";
import { clauses, type Clause } from "../../model/sql/objects.ts";
import type { Influence } from "../../model/documents/sql-plan.ts";

/** The project's column for a path in a query, `<relation as written>.<column>`. */
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

/** Columns that are compared; if one side's are unknown, the other side's, and if both are, all that are read. */
const comparedColumns = ({ left, right }: NaturalJoin, known: KnownColumns): readonly string[] => {
  const [ours, theirs] = [namesOf(left, known), namesOf(right, known)];
  if (ours === undefined || theirs === undefined) return ours ?? theirs ?? [...known.values()].flat();
  return ours.filter((name) => theirs.includes(name));
};

/**
 * Every column that a name in a clause can mean counts, as in lineage. For a query that can't be followed that is every
 * column of its sources, in any clause.
 *
 * @param find resolves a path that the query reads
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
