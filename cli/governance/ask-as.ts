/** Asks the engine, as each principal, what it can read of the curated tables and views. */
import { mapBounded } from "../../aws/bounded.ts";
import { compareAnswers, type AnsweredRelation } from "../../model/governance/compare-answers.ts";
import type { Principal } from "../../model/documents/deployment.ts";
import { valuesSeen, type Visibility } from "../../model/governance/visibility.ts";
import type { Problem } from "../../model/validation/problem.ts";
import type { Athena } from "../../aws/athena/athena.ts";
import type { CatalogTable } from "../../aws/glue/catalog.ts";
import { decodeView } from "../../sql/live/stored-view.ts";
import { failureOf, isDenial, isRoleRefused } from "./denial.ts";

/** Parallel queries; an account has a few dozen for all of its users. */
const parallelQueries = 4;

export interface Asking {
  readonly athenaAs: (principal: string) => Promise<Pick<Athena, "query">>;
  readonly visibilityOf: (principal: Principal) => Visibility;
  /** Existing tables and views. Undeclared ones belong to their authors and are left out. */
  readonly relations: readonly CatalogTable[];
  readonly signal: AbortSignal;
}

export interface AskedAs {
  readonly principal: string;
  /** Absent if the caller may not assume its role: then nothing was queried. */
  readonly answers?: readonly AnsweredRelation[];
  readonly findings: readonly Problem[];
}

/** Columns that a view mentions, in any clause, and that the principal can't read: Athena denies it the view. */
const closedColumns = async ({ text, isView }: CatalogTable, { tables }: Visibility): Promise<readonly string[]> => {
  const stored = isView ? decodeView(text) : undefined;
  if (stored === undefined) return [];
  // the SQL parser takes a moment to load
  const { readSelect } = await import("../../sql/project/read-select.ts");
  const reading = readSelect(stored.sql, 0, "trino", () => undefined);
  if (reading === undefined) return [];
  const { tables: read, mentioned, isFollowed } = reading.query;
  const names = new Set(read.map(({ parts }) => parts.slice(-2).join(".")));
  return tables
    .filter(({ database, table }) => names.has(`${database}.${table}`))
    .flatMap((table) => {
      const seen = valuesSeen(table);
      return table.columns
        .filter(({ name }) => (mentioned.has(name) || !isFollowed) && !seen.includes(name))
        .map(({ name }) => `${table.database}.${table.table}.${name}`);
    });
};

const ask = async (
  athena: Pick<Athena, "query">,
  table: CatalogTable,
  visibility: Visibility,
  signal: AbortSignal,
): Promise<AnsweredRelation> => {
  const relation = `${table.database}.${table.name}`;
  const closedBy = await closedColumns(table, visibility);
  const known = visibility.tables.find((one) => one.database === table.database && one.table === table.name);
  const meant = known === undefined || closedBy.length > 0 ? [] : valuesSeen(known);
  // For a partly open table, `*` is the open columns; a principal denied `*` may still read some columns by name.
  const selections = ["*", ...(meant.length === 0 ? [] : [meant.map((name) => `"${name}"`).join(", ")])];
  let refusal = "";
  for (const selection of selections) {
    try {
      const sql = `SELECT ${selection} FROM "${table.database}"."${table.name}" LIMIT 0`;
      const { columns } = await athena.query(sql, { signal });
      return { relation, columns: columns.map(({ name }) => name.toLowerCase()), closedBy };
    } catch (error) {
      const problem = failureOf(error);
      if (!isDenial(problem)) throw error;
      refusal = problem.message;
    }
  }
  return { relation, columns: [], refusal, closedBy };
};

/** One principal after the other, each with its answers. */
export const askAsEach = async (
  principals: readonly Principal[],
  { athenaAs, visibilityOf, relations, signal }: Asking,
): Promise<readonly AskedAs[]> => {
  const all: AskedAs[] = [];
  for (const principal of principals) {
    const visibility = visibilityOf(principal);
    try {
      const athena = await athenaAs(principal.name);
      const declared = new Set(visibility.tables.map(({ database, table }) => `${database}.${table}`));
      const asked = relations.filter(({ database, name }) => declared.has(`${database}.${name}`));
      const answers = await mapBounded(asked, parallelQueries, (table) => ask(athena, table, visibility, signal));
      all.push({ principal: principal.name, answers, findings: compareAnswers(visibility, answers) });
    } catch (error) {
      if (!isRoleRefused(error)) throw error;
      all.push({ principal: principal.name, findings: [] });
    }
  }
  return all;
};
