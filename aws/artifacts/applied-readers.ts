import { checkDocument } from "../../model/documents/document.ts";
import { environmentKind } from "../../model/documents/environment.ts";
import { sqlBundleKind, type Reader } from "../../model/documents/sql-bundle.ts";
import { environmentKey, production } from "../../model/sql/environment.ts";
import type { Documents } from "../s3/documents.ts";

/**
 * Who reads what in production, as it was last applied: nobody before that.
 *
 * @returns undefined when it was applied by a release that didn't write down who reads what, or in a form that this one
 *   can't read: the function `govern` refuses such SQL, and a report is no place to
 */
export const readReaders = async ({ read }: Pick<Documents, "read">): Promise<readonly Reader[] | undefined> => {
  const key = environmentKey(production);
  const found = await read(key);
  if (found === undefined) return [];
  const { document: environment } = checkDocument(environmentKind, found, key);
  if (environment === undefined) return undefined;
  const { bundleKey } = environment;
  return checkDocument(sqlBundleKind, await read(bundleKey), bundleKey).document?.readers;
};
