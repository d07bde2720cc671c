import { checkDocument } from "../../model/documents/document.ts";
import { environmentKind } from "../../model/documents/environment.ts";
import { sqlBundleKind, type Reader } from "../../model/documents/sql-bundle.ts";
import { environmentKey, production } from "../../model/sql/environment.ts";
import type { Documents } from "../s3/documents.ts";

/**
 * Who reads what in production, as last applied: nobody before the first apply.
 *
 * @returns `undefined` if the release that applied it did not record who reads what, or in a form that this release
 *   cannot read: the function `govern` refuses such SQL, but a report must not
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
