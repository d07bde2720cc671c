/**
 * Tells what isn't in the catalog from what the caller may not know of.
 *
 * Under Lake Formation, Glue answers a call on a missing table with AccessDeniedException to whoever couldn't create it
 * (https://github.com/aws/aws-sdk-pandas/issues/677), so that its error alone says nothing. Lists say it: they are
 * refused to those who may not see the database, and hold whatever the caller sees.
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
      fix: "ask as a principal of the stack; if it is one, deploy the stack again and run `lakehouse access check`",
    },
    { retry: "later" },
  );

/** What `ask` answers; undefined when the caller sees nothing there. `isThere` is asked when the error doesn't say it. */
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

/** Names are letters, digits and underscores, which an expression of Glue means as they are. */
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
 * What a call on a table answers; undefined when there is no such table.
 *
 * @throws Fault CATALOG_FORBIDDEN when the caller may not see the table or its database
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
 * What a call on a database answers; undefined when the caller sees no such database. Where it has to be there, that is
 * for the caller of this function to refuse.
 *
 * @throws Fault CATALOG_FORBIDDEN when the caller sees the database and may not do what it asks
 */
export const unlessDatabaseMissing = <Answer>(
  glue: GlueClient,
  database: string,
  ask: () => Promise<Answer>,
): Promise<Answer | undefined> => unlessMissing(database, () => databaseIsListed(glue, database), ask);
