/**
 * Distinguishes what is missing from the catalog from what the caller may not see.
 *
 * Under Lake Formation, Glue answers a call on a missing table with AccessDeniedException if the caller may not create
 * it (https://github.com/aws/aws-sdk-pandas/issues/677), so the error alone is ambiguous. Lists are not: they are
 * denied to callers who may not see the database, and otherwise contain whatever the caller may see.
 */
import {
  AccessDeniedException,
  EntityNotFoundException,
  paginateGetTables,
  type GlueClient,
} from "@aws-sdk/client-glue";
import { Fault } from "../../model/fault.ts";
import { databaseNames } from "./databases.ts";

const forbidden = (place: string, error: Error): Fault =>
  new Fault(
    {
      code: "CATALOG_FORBIDDEN",
      place,
      message: `may not be looked up: ${error.message}`,
      fix: "use a principal of the stack; if it is one, deploy the stack again and run `lakehouse access check`",
    },
    { retry: "later" },
  );

/** The result of `ask`; `undefined` if the caller sees nothing there. Calls `isThere` if the error is ambiguous. */
const unlessMissing = async <Answer>(
  place: string,
  isThere: () => Promise<boolean>,
  ask: () => Promise<Answer>,
): Promise<Answer | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof EntityNotFoundException) return undefined;
    if (!(error instanceof AccessDeniedException)) throw error;
    if (!(await isThere())) return undefined;
    throw forbidden(place, error);
  }
};

/** Names consist of letters, digits and underscores, which are literal in a Glue expression. */
const tableIsListed = async (glue: GlueClient, database: string, table: string): Promise<boolean> => {
  try {
    for await (const page of paginateGetTables({ client: glue }, { DatabaseName: database, Expression: table })) {
      if ((page.TableList ?? []).some(({ Name: name }) => name === table)) return true;
    }
    return false;
  } catch (error) {
    throw error instanceof AccessDeniedException ? forbidden(`${database}.${table}`, error) : error;
  }
};

/**
 * The result of a call on a table; `undefined` if there is no such table.
 *
 * @throws Fault CATALOG_FORBIDDEN if the caller may not see the table or its database
 */
export const unlessTableMissing = <Answer>(
  glue: GlueClient,
  { database, table }: { readonly database: string; readonly table: string },
  ask: () => Promise<Answer>,
): Promise<Answer | undefined> =>
  unlessMissing(`${database}.${table}`, () => tableIsListed(glue, database, table), ask);

const databaseIsListed = async (glue: GlueClient, database: string): Promise<boolean> =>
  (await databaseNames(glue)).includes(database);

/**
 * The result of a call on a database; `undefined` if the caller sees no such database. If the database must exist, the
 * caller of this function has to check that.
 *
 * @throws Fault CATALOG_FORBIDDEN if the caller sees the database but may not perform the call
 */
export const unlessDatabaseMissing = <Answer>(
  glue: GlueClient,
  database: string,
  ask: () => Promise<Answer>,
): Promise<Answer | undefined> => unlessMissing(database, () => databaseIsListed(glue, database), ask);
