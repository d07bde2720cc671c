import { DeleteObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import { classifications } from "../../model/documents/contract-bundle.ts";
import type { DeployedSql } from "../../model/governance/curated.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import type { ClassifiedRelation } from "../../model/documents/sql-bundle.ts";
import { environmentPrefix } from "../../model/sql/environment.ts";
import type { Environment } from "../../model/documents/environment.ts";
import { artifactStore, type ArtifactStore } from "./artifact-store.ts";

/** What `sql apply` leaves in the artifacts bucket. */
export interface SqlStore extends Pick<ArtifactStore, "read"> {
  /** Keys below a prefix. */
  readonly keys: (prefix: string) => Promise<readonly string[]>;
  readonly remove: (key: string) => Promise<void>;
}

export const sqlStore = (client: S3Client, bucket: string): SqlStore => ({
  read: artifactStore(client, bucket).read,
  keys: async (prefix) => {
    const keys: string[] = [];
    for await (const { Contents: page = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
      keys.push(...page.map(({ Key: key = "" }) => key));
    }
    return keys;
  },
  remove: async (key) => {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  },
});

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

const isEnvironment = (value: unknown): value is Environment => {
  const { formatVersion, environment, bundleKey, previousBundleKeys, own } = fieldsOf(value);
  const isNamed = typeof environment === "string" && typeof bundleKey === "string";
  return formatVersion === 1 && isNamed && isTexts(previousBundleKeys) && isTexts(own);
};

const isRelation = (value: unknown): value is ClassifiedRelation => {
  const { name, columns } = fieldsOf(value);
  return typeof name === "string" && Array.isArray(columns) && columns.every(isClassified);
};

const isClassified = (value: unknown): boolean => {
  const { name, classification } = fieldsOf(value);
  return typeof name === "string" && classifications.some((known) => known === classification);
};

type Classified = DeployedSql["bundles"][number];

/** Only what governing takes of it is looked at. */
const isClassifiedBundle = (value: unknown): value is Classified => {
  const { formatVersion, models, views } = fieldsOf(value);
  const both: readonly unknown[] = [models, views];
  return formatVersion === 1 && both.every((list) => Array.isArray(list) && list.every(isRelation));
};

const unreadable = (key: string, document: unknown, what: string): Problem => ({
  code: "DEPLOYED_SQL_UNREADABLE",
  place: key,
  message: document === undefined ? "there is no such object" : `it is not ${what} of formatVersion 1`,
  fix: "apply the SQL again with the release of the repository that is deployed",
});

/**
 * The SQL that holds in every environment.
 *
 * @throws ProblemsError DEPLOYED_SQL_UNREADABLE, for all documents at once: guessing could open what is secret
 */
export const readDeployedSql = async ({ keys, read }: SqlStore): Promise<readonly DeployedSql[]> => {
  const problems: Problem[] = [];
  const readBundle = async (key: string): Promise<readonly Classified[]> => {
    const document = await read(key);
    if (isClassifiedBundle(document)) return [document];
    problems.push(unreadable(key, document, "compiled SQL"));
    return [];
  };
  const readEnvironment = async (key: string): Promise<readonly DeployedSql[]> => {
    const document = await read(key);
    // it may be removed between the listing and the reading
    if (document === undefined) return [];
    if (!isEnvironment(document)) {
      problems.push(unreadable(key, document, "an environment"));
      return [];
    }
    const bundleKeys = [document.bundleKey, ...document.previousBundleKeys];
    const bundles = await Promise.all([...new Set(bundleKeys)].map(readBundle));
    return [{ environment: document, bundles: bundles.flat() }];
  };
  const deployed = await Promise.all((await keys(environmentPrefix)).map(readEnvironment));
  if (problems.length > 0) throw new ProblemsError("applied SQL", problems);
  return deployed.flat();
};
