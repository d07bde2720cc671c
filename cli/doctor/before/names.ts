/** Whether the names that the stack will use are free, or its own. */
import { GetDatabasesCommand } from "@aws-sdk/client-glue";
import { HeadBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import { glueClient } from "../../../aws/glue/client.ts";
import { s3Client } from "../../../aws/s3/client.ts";
import { bucketName, bucketPurposes, databaseName, zones } from "../../../model/names.ts";
import { failed, ok, type Check, type Finding } from "../check.ts";

export interface NamedStack {
  readonly prefix: string;
  readonly accountId: string;
  readonly sources: readonly string[];
  readonly isDeployed: boolean;
}

const statusOf = async (client: S3Client, bucket: string): Promise<number> => {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
    return 200;
  } catch (error) {
    const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === undefined) throw error;
    return status;
  }
};

/** Names of buckets are everybody's: somebody else's answers 403. */
const buckets = async ({ prefix, accountId, isDeployed }: NamedStack): Promise<Finding> => {
  const client = s3Client();
  const names = bucketPurposes.map((purpose) => bucketName(prefix, purpose, accountId));
  const statuses = await Promise.all(names.map((name) => statusOf(client, name)));
  const taken = names.filter((_, index) => statuses[index] === 403 || (statuses[index] === 200 && !isDeployed));
  if (taken.length > 0) return failed(`taken: ${taken.join(", ")}`, "remove them, or name the stack otherwise");
  return ok(isDeployed ? `the stack's ${names.length} buckets are its own` : `no bucket is called ${prefix}-…`);
};

const databases = async ({ sources, isDeployed }: NamedStack): Promise<Finding> => {
  const client = glueClient();
  const wanted = sources.flatMap((source) => zones.map((zone) => databaseName(source, zone)));
  const found: string[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new GetDatabasesCommand({ NextToken: token }));
    found.push(...(page.DatabaseList ?? []).map(({ Name: name = "" }) => name));
    token = page.NextToken;
  } while (token !== undefined);
  const taken = isDeployed ? [] : wanted.filter((name) => found.includes(name));
  if (taken.length > 0) {
    return failed(
      `the catalog has ${taken.join(", ")}`,
      "remove them, or take down the stack that made them: one account holds one",
    );
  }
  return ok(
    isDeployed ? "the catalog's databases are the stack's" : `no database is called ${wanted[0] ?? ""} or like it`,
  );
};

export const namesCheck = (stack: NamedStack): Check => ({
  code: "NAMES_FREE",
  title: "Names of buckets and databases",
  look: async () => [await buckets(stack), await databases(stack)],
});
