/** Whether the names that the stack will use are free, or already its own. */
import { glueClient } from "../../../aws/glue/client.ts";
import { databaseNames } from "../../../aws/glue/databases.ts";
import { bucketStatus } from "../../../aws/s3/buckets.ts";
import { s3Client } from "../../../aws/s3/client.ts";
import { bucketName, bucketPurposes, databaseName, zones } from "../../../model/names.ts";
import { failed, ok, type Check, type Finding } from "../check.ts";

export interface NamedStack {
  readonly prefix: string;
  readonly accountId: string;
  readonly sources: readonly string[];
  readonly isDeployed: boolean;
}

const buckets = async ({ prefix, accountId, isDeployed }: NamedStack): Promise<Finding> => {
  const client = s3Client();
  const names = bucketPurposes.map((purpose) => bucketName(prefix, purpose, accountId));
  const statuses = await Promise.all(names.map((name) => bucketStatus(client, name)));
  const taken = names.filter((_, index) => statuses[index] === 403 || (statuses[index] === 200 && !isDeployed));
  if (taken.length > 0) return failed(`taken: ${taken.join(", ")}`, "remove them, or rename the stack");
  return ok(isDeployed ? `the stack's ${names.length} buckets are its own` : `no bucket is called ${prefix}-…`);
};

const databases = async ({ sources, isDeployed }: NamedStack): Promise<Finding> => {
  const wanted = sources.flatMap((source) => zones.map((zone) => databaseName(source, zone)));
  const found = await databaseNames(glueClient());
  const taken = isDeployed ? [] : wanted.filter((name) => found.includes(name));
  if (taken.length > 0) {
    return failed(
      `the catalog has ${taken.join(", ")}`,
      "remove them, or destroy the stack that created them: an account can have only one",
    );
  }
  return ok(isDeployed ? "the catalog's databases are the stack's" : `no database has a name like ${wanted[0] ?? ""}`);
};

export const namesCheck = (stack: NamedStack): Check => ({
  code: "NAMES_FREE",
  title: "Names of buckets and databases",
  look: async () => [await buckets(stack), await databases(stack)],
});
