import { expect } from "chai";
import {
  actionsOf,
  isOfMails,
  keyNames,
  usersOf,
  type KeyName,
  type KeyUse,
} from "../../../infra/permissions/key-uses.ts";
import { recordedResources, variants, type Recorded, resourcesOf, statementsOf } from "./recorded.ts";

/** Redshift's key belongs to its component: it doesn't exist if Redshift is off. */
type Key = KeyName | "redshift";

/** Where a type names its key, or why it has none. `*` stands for every item of a list. */
type Decision = { readonly at: readonly string[]; readonly key?: Key } | { readonly none: string };

const resourceOf = (key: Key): string => (key === "redshift" ? "redshift-key" : `encryption-${key}-key`);

const bySetting = "its bucket's encryption is a resource of its own";
const noData = "it holds no data";

/** Every type in the program: a new one fails here until someone has decided. */
const decisions: Readonly<Record<string, Decision>> = {
  "aws:athena/workgroup:Workgroup": {
    at: ["configuration.resultConfiguration.encryptionConfiguration.kmsKeyArn"],
    key: "results",
  },
  "aws:cloudwatch/logGroup:LogGroup": { at: ["kmsKeyId"], key: "operations" },
  "aws:dynamodb/table:Table": { at: ["serverSideEncryption.kmsKeyArn"], key: "operations" },
  "aws:glue/crawler:Crawler": { at: ["securityConfiguration"] },
  "aws:glue/job:Job": { at: ["securityConfiguration"] },
  "aws:glue/securityConfiguration:SecurityConfiguration": {
    at: ["s3Encryption", "cloudwatchEncryption", "jobBookmarksEncryption"].map(
      (part) => `encryptionConfiguration.${part}.kmsKeyArn`,
    ),
    key: "operations",
  },
  "aws:lambda/function:Function": { at: ["kmsKeyArn"], key: "operations" },
  "aws:redshiftserverless/namespace:Namespace": { at: ["kmsKeyId", "adminPasswordSecretKmsKeyId"], key: "redshift" },
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
    at: ["rules.*.applyServerSideEncryptionByDefault.kmsMasterKeyId"],
  },
  "aws:secretsmanager/secret:Secret": { at: ["kmsKeyId"], key: "operations" },
  "aws:sfn/stateMachine:StateMachine": { at: ["encryptionConfiguration.kmsKeyId"], key: "operations" },
  "aws:sns/topic:Topic": { at: ["kmsMasterKeyId"], key: "operations" },
  "aws:sqs/queue:Queue": { at: ["kmsMasterKeyId"], key: "operations" },
  "aws:kms/key:Key": { none: "it is a key" },
  "aws:kms/alias:Alias": { none: noData },
  "aws:s3/bucket:Bucket": { none: bySetting },
  "aws:s3/bucketObjectv2:BucketObjectv2": { none: bySetting },
  "aws:scheduler/schedule:Schedule": { none: "its input is the group's name" },
  "aws:ssm/parameter:Parameter": { none: "it names the stack's parts, which whoever may use them has to read" },
  "aws:glue/catalogDatabase:CatalogDatabase": { none: "the catalog's encryption is a setting of the account" },
  "aws:quicksight/dataSet:DataSet": { none: "the key of SPICE is a setting of the account's subscription" },
  "aws:glue/connection:Connection": { none: "it has no password" },
  ...Object.fromEntries(
    [
      "aws:budgets/budget:Budget",
      "aws:cloudwatch/compositeAlarm:CompositeAlarm",
      "aws:cloudwatch/dashboard:Dashboard",
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
      "aws:ec2/flowLog:FlowLog",
      "aws:ec2/securityGroup:SecurityGroup",
      "aws:ec2/vpcEndpoint:VpcEndpoint",
      "aws:iam/policy:Policy",
      "aws:iam/role:Role",
      "aws:iam/rolePolicy:RolePolicy",
      "aws:lakeformation/lfTag:LfTag",
      "aws:lakeformation/permissions:Permissions",
      "aws:lakeformation/resource:Resource",
      "aws:lakeformation/resourceLfTags:ResourceLfTags",
      "aws:lambda/alias:Alias",
      "aws:lambda/eventSourceMapping:EventSourceMapping",
      "aws:lambda/invocation:Invocation",
      "aws:lambda/permission:Permission",
      "aws:quicksight/analysis:Analysis",
      "aws:quicksight/dashboard:Dashboard",
      "aws:quicksight/dataSource:DataSource",
      "aws:quicksight/folder:Folder",
      "aws:quicksight/folderMembership:FolderMembership",
      "aws:quicksight/theme:Theme",
      "aws:redshiftserverless/usageLimit:UsageLimit",
      "aws:redshiftserverless/workgroup:Workgroup",
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "aws:s3/bucketLogging:BucketLogging",
      "aws:s3/bucketLogging:BucketLogging",
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      "aws:s3/bucketVersioning:BucketVersioning",
      "aws:scheduler/scheduleGroup:ScheduleGroup",
      "aws:secretsmanager/secretRotation:SecretRotation",
      "aws:sesv2/emailIdentity:EmailIdentity",
      "aws:sns/topicPolicy:TopicPolicy",
      "aws:sns/topicSubscription:TopicSubscription",
      "aws:sqs/queuePolicy:QueuePolicy",
      "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    ].map((type) => [type, { none: noData }]),
  ),
};

/** Resources that differ from the decision for their type, and why. */
const exceptions: Readonly<Record<string, string>> = {
  "zones-access-logs-encryption": "S3 delivers access logs to no bucket that is encrypted with a customer's key",
};

const at = (value: unknown, path: readonly string[]): unknown[] => {
  const [first, ...rest] = path;
  if (first === undefined) return [value];
  if (first === "*") return Array.isArray(value) ? value.flatMap((item) => at(item, rest)) : [undefined];
  const fields = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  return at(fields[first], rest);
};

/** Errors in the resources' encryption. */
const problemsOf = (resources: readonly Recorded[]): string[] =>
  resources
    .filter(({ type, name }) => type.startsWith("aws:") && exceptions[name] === undefined)
    .flatMap(({ type, name, inputs }) => {
      const decision = decisions[type];
      if (decision === undefined) return [`${type}: nobody decided how it is encrypted`];
      if ("none" in decision) return [];
      return decision.at.flatMap((path) =>
        at(inputs, path.split(".")).flatMap((found) => {
          const wanted = decision.key === undefined ? "" : resourceOf(decision.key);
          return typeof found === "string" && found !== "" && found.endsWith(wanted)
            ? []
            : [`${name}: ${path} is ${String(found)}`];
        }),
      );
    });

/** Buckets of the stack, by the key with which S3 encrypts their objects. */
const keyOfBucket: Readonly<Record<string, KeyName>> = {
  raw: "raw",
  processed: "processed",
  curated: "curated",
  "query-results": "results",
  artifacts: "operations",
};

const useOfAction: Readonly<Record<string, KeyUse>> = { "s3:GetObject": "reads", "s3:PutObject": "writes" };

/** Roles whose policies let them read or write a bucket's objects but not use its key. */
const keyless = (resources: readonly Recorded[]): string[] =>
  resourcesOf(resources, "aws:iam/rolePolicy:RolePolicy").flatMap(({ inputs }) => {
    const statements = statementsOf(inputs["policy"]);
    const mayUse = (key: KeyName, use: KeyUse): boolean =>
      statements.some(
        ({ Action, Resource }) =>
          [Resource].flat().some((arn) => arn.endsWith(`:encryption-${key}-key`)) &&
          actionsOf(use).every((action) => [Action].flat().includes(action)),
      );
    return statements.flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => {
        const use = useOfAction[action];
        return [Resource].flat().flatMap((arn) => {
          const bucket = /:s3:::lakehouse-\w+-([a-z-]+)-\d+\//.exec(arn)?.[1];
          if (use === undefined || bucket === undefined) return [];
          const key = keyOfBucket[bucket];
          return key !== undefined && mayUse(key, use) ? [] : [`${String(inputs["name"])} ${use} ${bucket}`];
        });
      }),
    );
  });

for (const { title, stack, options } of variants) {
  describe(`encryption of ${title}`, () => {
    it("gives every role that reads or writes a bucket's objects the use of its key", async () => {
      expect(keyless(await recordedResources(stack, options))).to.deep.equal([]);
    });

    it("leaves nothing that can have one without a key of the stack", async () => {
      expect(problemsOf(await recordedResources(stack, options))).to.deep.equal([]);
    });
  });
}

describe("encryption of the stack dev", () => {
  let all: Recorded[];

  before(async () => {
    all = await recordedResources();
  });

  const ofType = (type: string): Recorded[] => resourcesOf(all, type);

  it("has no exception for what isn't there", () => {
    const names = new Set(all.map(({ name }) => name));
    expect(Object.keys(exceptions).filter((name) => !names.has(name))).to.deep.equal([]);
  });

  it("is found to be missing, to have the wrong key, or not to be decided", () => {
    const queue: Recorded = { type: "aws:sqs/queue:Queue", name: "open", inputs: {}, parent: null };
    const table: Recorded = {
      type: "aws:dynamodb/table:Table",
      name: "table",
      inputs: { serverSideEncryption: { kmsKeyArn: "encryption-raw-key" } },
      parent: null,
    };
    const novelty: Recorded = { type: "aws:new/thing:Thing", name: "thing", inputs: {}, parent: null };
    expect(problemsOf([queue, table, novelty])).to.deep.equal([
      "open: kmsMasterKeyId is undefined",
      "table: serverSideEncryption.kmsKeyArn is encryption-raw-key",
      "aws:new/thing:Thing: nobody decided how it is encrypted",
    ]);
  });

  it("is found to be out of a role's reach", () => {
    const without = (key: KeyName): Recorded[] =>
      all.map((resource) =>
        resource.name === "processing-policy"
          ? {
              ...resource,
              inputs: {
                ...resource.inputs,
                policy: String(resource.inputs["policy"]).replaceAll(`encryption-${key}-key`, "encryption-other-key"),
              },
            }
          : resource,
      );
    expect(new Set(keyless(without("raw")))).to.deep.equal(new Set(["process reads raw"]));
    expect(new Set(keyless(without("operations")))).to.deep.equal(
      new Set(["process reads artifacts", "process writes artifacts"]),
    );
  });

  it("gives every bucket the key of what it holds", () => {
    const keyOf = (bucket: string): unknown =>
      at(
        ofType("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration").find(
          ({ name }) => name === `zones-${bucket}-encryption`,
        )?.inputs,
        ["rules", "*", "applyServerSideEncryptionByDefault", "kmsMasterKeyId"],
      )[0];
    for (const [bucket, key] of Object.entries(keyOfBucket)) {
      expect(keyOf(bucket), bucket).to.match(new RegExp(`:encryption-${key}-key$`));
    }
    const others = ["zones-access-logs-bucket"];
    expect(ofType("aws:s3/bucket:Bucket").map(({ name }) => name)).to.have.members([
      ...Object.keys(keyOfBucket).map((bucket) => `zones-${bucket}-bucket`),
      ...others,
    ]);
  });

  it("rotates every key and keeps it for 30 days after its removal", () => {
    const keys = ofType("aws:kms/key:Key");
    expect(keys.map(({ name }) => name)).to.have.members(keyNames.map((key) => `encryption-${key}-key`));
    for (const { inputs } of keys) expect(inputs).to.include({ enableKeyRotation: true, deletionWindowInDays: 30 });
  });

  it("has in the roles' policies the keys that the table of uses gives them, and no others", () => {
    const roles = ofType("aws:iam/rolePolicy:RolePolicy").map(({ inputs }) => ({
      part: String(inputs["name"]),
      keys: (
        JSON.parse(String(inputs["policy"])) as { Statement: { Action: string[]; Resource: string[] }[] }
      ).Statement.filter(({ Action }) => Action.some((action) => action.startsWith("kms:"))).flatMap(({ Resource }) =>
        Resource.map((arn) => arn.replace(/^.*encryption-(\w+)-key$/, "$1")),
      ),
    }));
    for (const { part, keys } of roles) {
      const wanted = keyNames.filter((key) => usersOf(key).some(({ role }) => role === part));
      expect(keys, part).to.have.members(wanted);
    }
    const parts = new Set(roles.map(({ part }) => part));
    // Of a stack without mails
    const unknown = keyNames.flatMap(usersOf).filter(({ role }) => !parts.has(role) && !isOfMails(role));
    expect(unknown, "parts of the table that have no role").to.deep.equal([]);
  });

  it("covers what the jobs' workers shuffle and spill", () => {
    const jobs = ofType("aws:glue/job:Job");
    expect(jobs).to.have.length(3);
    for (const { name, inputs } of jobs) {
      const { "--conf": conf } = inputs["defaultArguments"] as Record<string, string>;
      expect(conf, name).to.contain("--conf spark.io.encryption.enabled=true");
    }
  });
});

describe("rotation of the stack dev", () => {
  it("covers every source's token, by the function that Secrets Manager may call, and not the masking key", async () => {
    const all = await recordedResources();
    const rotations = all.filter(({ type }) => type === "aws:secretsmanager/secretRotation:SecretRotation");
    expect(rotations.map(({ name }) => name)).to.have.members([
      "rotation-flights-api-token",
      "rotation-mission-api-token",
    ]);
    for (const { inputs } of rotations) {
      expect(inputs["rotationRules"]).to.deep.equal({ automaticallyAfterDays: 30 });
      expect(inputs["rotateImmediately"]).to.equal(false);
    }
    const permission = all.find(({ type }) => type === "aws:lambda/permission:Permission")?.inputs;
    expect(permission).to.include({ principal: "secretsmanager.amazonaws.com", sourceAccount: "123456789012" });
    const policy = all.find(({ name }) => name === "rotation-rotate-policy")?.inputs["policy"];
    expect(String(policy)).to.contain("UpdateSecretVersionStage").and.not.contain("mask-key");
  });
});
