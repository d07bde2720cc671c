/** Two queries per principal: an allowed one and a denied one. */
import type { GlueClient } from "@aws-sdk/client-glue";
import type { Athena } from "../../../aws/athena/athena.ts";
import { tablesOfDatabase } from "../../../aws/glue/catalog.ts";
import type { Principal } from "../../../model/documents/deployment.ts";
import type { Seen, Visibility } from "../../../model/governance/visibility.ts";
import { failureOf, isDenial, isRoleRefused } from "../../governance/denial.ts";
import { failed, ok, skipped, type Check, type Finding } from "../check.ts";

interface Question {
  readonly table: string;
  readonly column: string;
}

/**
 * The first column of an existing table that the principal sees as `wanted` requires. Raw tables can't be queried here.
 */
const questionOf = (
  { tables }: Visibility,
  present: ReadonlySet<string>,
  wanted: (seen: Seen) => boolean,
): Question | undefined => {
  for (const { database, table, zone, columns } of tables) {
    if (zone === "raw" || !present.has(`${database}.${table}`)) continue;
    const found = columns.find(({ seen }) => wanted(seen));
    if (found !== undefined) return { table: `${database}.${table}`, column: found.name };
  }
  return undefined;
};

const tablesThere = async ({ glue, databases }: Pick<Askers, "glue" | "databases">): Promise<ReadonlySet<string>> => {
  const found = await Promise.all(databases.map((database) => tablesOfDatabase(database, glue)));
  return new Set(found.flatMap((tables) => (tables ?? []).map(({ database, name }) => `${database}.${name}`)));
};

const sqlOf = ({ table, column }: Question): string => `select "${column}" from ${table} limit 1`;

const compareAccess = 'compare the grants with "lakehouse access check"';

type Asked = readonly [athena: Athena, name: string, question: Question | undefined, signal: AbortSignal];

const permitted = async (...[athena, name, question, signal]: Asked): Promise<Finding> => {
  if (question === undefined) return skipped(`${name}: no table that it may read exists yet`);
  const what = `${question.table}.${question.column}`;
  try {
    await athena.query(sqlOf(question), { signal });
    return ok(`${name} reads ${what}`);
  } catch (error) {
    const { message } = failureOf(error);
    return failed(
      `${name} can't read ${what}: ${message}`,
      `attach the stack's query policy to its role, or ${compareAccess}`,
    );
  }
};

const denied = async (...[athena, name, question, signal]: Asked): Promise<Finding> => {
  if (question === undefined) return skipped(`${name}: no existing processed or curated column is hidden from it`);
  const what = `${question.table}.${question.column}`;
  try {
    await athena.query(sqlOf(question), { signal });
    return failed(`${name} reads ${what}, which is hidden from it`, compareAccess);
  } catch (error) {
    const problem = failureOf(error);
    return isDenial(problem)
      ? ok(`${name} is denied ${what}`)
      : failed(
          `${name} isn't denied ${what}; the query fails for another reason: ${problem.message}`,
          "check what the message names",
        );
  }
};

export interface Askers {
  readonly athenaAs: (principal: string) => Promise<Athena>;
  readonly visibilityOf: (principal: Principal) => Visibility;
  readonly glue: GlueClient;
  readonly databases: readonly string[];
}

type TablesThere = () => Promise<ReadonlySet<string>>;

const queryCheck = (principal: Principal, askers: Askers, tables: TablesThere): Check => ({
  code: `QUERY_AS_${principal.name.toUpperCase().replaceAll("-", "_")}`,
  title: `Queries as ${principal.name}`,
  look: async (_step, signal) => {
    const present = await tables();
    const visibility = askers.visibilityOf(principal);
    let athena: Athena;
    try {
      athena = await askers.athenaAs(principal.name);
    } catch (error) {
      if (!isRoleRefused(error)) throw error;
      return skipped(`the caller can't assume the role ${principal.role}`);
    }
    const { name } = principal;
    return [
      await permitted(
        athena,
        name,
        questionOf(visibility, present, (seen) => seen === "plain"),
        signal,
      ),
      await denied(
        athena,
        name,
        questionOf(visibility, present, (seen) => seen === "hidden"),
        signal,
      ),
    ];
  },
});

/** One check per principal. The first one reads the list of tables, once for all. */
export const queryChecks = (principals: readonly Principal[], askers: Askers): readonly Check[] => {
  let found: Promise<ReadonlySet<string>> | undefined;
  const tables: TablesThere = () => (found ??= tablesThere(askers));
  return principals.map((principal) => queryCheck(principal, askers, tables));
};
