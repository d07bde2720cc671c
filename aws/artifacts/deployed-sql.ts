import { checkDocument, type CheckedDocument } from "../../model/documents/document.ts";
import { environmentKind } from "../../model/documents/environment.ts";
import { sqlBundleKind } from "../../model/documents/sql-bundle.ts";
import type { DeployedSql } from "../../model/governance/curated.ts";
import { environmentPrefix } from "../../model/sql/environment.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import type { Documents } from "../s3/documents.ts";

/**
 * The SQL applied in each environment.
 *
 * @throws ProblemsError DEPLOYED_SQL_UNREADABLE, for all documents at once: guessing could open what is secret
 */
export const readDeployedSql = async ({
  keys,
  read,
}: Pick<Documents, "keys" | "read">): Promise<readonly DeployedSql[]> => {
  const problems: Problem[] = [];
  const checked = <Document>({ document, problems: found = [] }: CheckedDocument<Document>): readonly Document[] => {
    problems.push(...found);
    return document === undefined ? [] : [document];
  };
  const readBundle = async (key: string) => checked(checkDocument(sqlBundleKind, await read(key), key));
  const readEnvironment = async (key: string): Promise<readonly DeployedSql[]> => {
    const found = await read(key);
    // it may be removed between listing and reading
    if (found === undefined) return [];
    const [environment] = checked(checkDocument(environmentKind, found, key));
    if (environment === undefined) return [];
    const bundleKeys = [environment.bundleKey, ...environment.previousBundleKeys];
    const bundles = await Promise.all([...new Set(bundleKeys)].map(readBundle));
    return [{ environment, bundles: bundles.flat() }];
  };
  const deployed = await Promise.all((await keys(environmentPrefix)).map(readEnvironment));
  if (problems.length > 0) throw new ProblemsError("applied SQL", problems);
  return deployed.flat();
};
