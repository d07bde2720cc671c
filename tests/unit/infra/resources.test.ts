import { join } from "node:path";
import { expect } from "chai";
import { loadContracts } from "../../../contracts/index.ts";
import { databaseName, zones } from "../../../model/names.ts";
import { readStackConfig } from "../../../infra/in-process/stack-config.ts";
import { recordedResources, statementsOf, variants, type Recorded, inputsOf, resourcesOf } from "./recorded.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const contracts = loadContracts(join(root, "contracts"));
const { sources, datasets, schedules } = contracts.bundle;

/** Services without resource-level permissions for these actions; nothing else may use `*` as its resource. */
const unscoped: Readonly<Record<string, string>> = {
  "crawlers-policy ReadSecurityConfiguration": "security configurations have no ARN",
  "analysis-policy ReadSecurityConfiguration": "security configurations have no ARN",
  "analysis-policy WriteMetrics": "metrics know no resources; a condition confines them to Glue's",
  "curation-policy ReadSecurityConfiguration": "security configurations have no ARN",
  "curation-policy WriteMetrics": "metrics know no resources; a condition confines them to Glue's",
  "governance-govern-policy Govern": "Lake Formation's actions know no resources",
  "maintenance-policy AskLakeFormation": "Lake Formation's actions know no resources",
  "nightly-policy DeliverLog": "log delivery knows no resources",
  "processing-policy ReadSecurityConfiguration": "security configurations have no ARN",
  "processing-policy WriteMetrics": "metrics know no resources; a condition confines them to Glue's",
};
const unscopedOfRedshift = { "redshift-policy AskLakeFormation": "Lake Formation's actions know no resources" };
const unscopedOfQuickSight = {
  "quicksight-analyst-policy AskLakeFormation": "Lake Formation's actions know no resources",
};
/** Redshift names the database user for whom it assumes the role; the others name the account for which they act. */
const redshiftUsers = "arn:aws:redshift:us-east-1:123456789012:dbuser:serverless-123456789012-*/*";

/** In the private network, every role may find its interfaces, and Lambda checks permissions before any exist. */
const attaching = ["AttachToNetwork", "FindAttachment"];
/** Statements that only deny. */
const denying = "KeepCodeFromNetwork";

for (const { title, stack, options, network } of variants) {
  describe(`resources of ${title}`, () => {
    const setting = (key: string): unknown => JSON.parse(readStackConfig(root, stack)[`lakehouse:${key}`] ?? "");
    let all: Recorded[];

    before(async () => {
      all = await recordedResources(stack, options);
    });

    const ofType = (type: string): Recorded[] => resourcesOf(all, type);
    const one = (type: string, name: string): Recorded["inputs"] => inputsOf(all, type, name);
    const bucketsWith = (type: string): unknown[] =>
      ofType(type)
        .map(({ inputs }) => inputs["bucket"])
        .sort();

    it("have unique names within their type, and a component as their parent", () => {
      const keys = all.map(({ type, name }) => `${type} ${name}`);
      expect(keys).to.have.length(new Set(keys).size);
      const orphans = all.filter(({ type, parent }) => type.startsWith("aws:") && parent === null);
      expect(orphans.map(({ name }) => name)).to.deep.equal(["deployment"]);
    });

    it("contain no unresolved value", () => {
      expect(JSON.stringify(all)).not.to.match(/Calling \[toString\] on an \[Output|\[object Object\]|undefined/);
    });

    it("close every bucket to the public, encrypt it and admit TLS only", () => {
      const buckets = bucketsWith("aws:s3/bucket:Bucket");
      expect(buckets).to.deep.equal(
        ["access-logs", "artifacts", "curated", "processed", "query-results", "raw"].map(
          (zone) => `lakehouse-${stack}-${zone}-123456789012`,
        ),
      );
      for (const { inputs } of ofType("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")) {
        const block = Object.entries(inputs).filter(([key]) => key !== "bucket");
        expect(block.map(([, value]) => value)).to.deep.equal([true, true, true, true]);
      }
      expect(bucketsWith("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")).to.deep.equal(buckets);
      for (const { inputs } of ofType("aws:s3/bucketPolicy:BucketPolicy")) {
        const denied = statementsOf(inputs["policy"]).map(({ Effect, Action, Condition }) => [
          Effect,
          Action,
          Condition,
        ]);
        expect(denied[0]).to.deep.equal(["Deny", "s3:*", { Bool: { "aws:SecureTransport": "false" } }]);
      }
      expect(bucketsWith("aws:s3/bucketPolicy:BucketPolicy")).to.deep.equal(buckets);
      const encryption = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
      for (const { name, inputs } of ofType(encryption)) {
        expect(inputs["rules"]).to.have.nested.property(
          "[0].applyServerSideEncryptionByDefault.sseAlgorithm",
          // S3 delivers access logs only to a bucket whose default encryption is SSE-S3
          name === "zones-access-logs-encryption" ? "AES256" : "aws:kms",
        );
      }
      expect(bucketsWith(encryption)).to.deep.equal(buckets);
    });

    it("log who asks a bucket for what in a bucket that only S3 writes to", () => {
      const logged = ofType("aws:s3/bucketLogging:BucketLogging").map(({ inputs }) => [
        inputs["bucket"],
        inputs["targetBucket"],
      ]);
      const logs = `lakehouse-${stack}-access-logs-123456789012`;
      const others = bucketsWith("aws:s3/bucket:Bucket").filter((bucket) => bucket !== logs);
      expect(logged.sort()).to.deep.equal(others.map((bucket) => [bucket, logs]));
      const allowed = ofType("aws:s3/bucketPolicy:BucketPolicy").flatMap(({ inputs }) =>
        statementsOf(inputs["policy"])
          .filter(({ Effect }) => Effect === "Allow")
          .map(({ Sid, Condition }) => [inputs["bucket"], Sid, Condition]),
      );
      expect(allowed).to.deep.equal([
        [
          logs,
          "TakeAccessLogs",
          {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": `arn:aws:s3:::lakehouse-${stack}-*` },
          },
        ],
      ]);
    });

    it("keep a start that the function failed at every time, and let it be put there", () => {
      const { deadLetterConfig } = one("aws:lambda/function:Function", "nightly-start-function");
      const target = { targetArn: `arn:aws:sqs:us-east-1:123456789012:lakehouse-${stack}-starts-dead` };
      expect(deadLetterConfig).to.deep.equal(target);
      const { policy } = one("aws:iam/rolePolicy:RolePolicy", "nightly-start-policy");
      const sends = statementsOf(policy).find(({ Action }) => Action.includes("sqs:SendMessage"));
      expect(sends?.Resource).to.deep.equal([target.targetArn]);
    });

    it("expire the raw objects of each dataset as its contract says", () => {
      const rules = one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "zones-raw-lifecycle")[
        "rules"
      ];
      const expiring = (rules as { filter: { prefix: string }; expiration: { days?: number } }[])
        .filter(({ expiration }) => expiration.days !== undefined)
        .map(({ filter, expiration }) => `${filter.prefix} ${String(expiration.days)}`);
      const wanted = datasets.map((d) => `${d.source}/${d.name}/ ${d.rawRetentionDays}`);
      expect(expiring).to.have.members(wanted);
    });

    it("keep a page from being delivered while it may still be worked on, and fail it in the end", () => {
      const queue = one("aws:sqs/queue:Queue", "extraction-pages-queue");
      const { timeout } = one("aws:lambda/function:Function", "extraction-extract-function");
      expect(queue["visibilityTimeoutSeconds"]).to.be.at.least(6 * Number(timeout));
      const redrive = JSON.parse(String(queue["redrivePolicy"])) as Record<string, unknown>;
      expect(redrive["maxReceiveCount"]).to.be.at.least(5);
      expect(String(redrive["deadLetterTargetArn"])).to.match(new RegExp(`:lakehouse-${stack}-pages-dead$`));
      expect(one("aws:sqs/queue:Queue", "extraction-pages-dead")["messageRetentionSeconds"]).to.equal(14 * 86_400);
      expect(one("aws:lambda/eventSourceMapping:EventSourceMapping", "extraction-pages-mapping")).to.deep.include({
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: {
          maximumConcurrency: (setting("extraction") as { maximumConcurrency: number }).maximumConcurrency,
        },
      });
    });

    it("give every role only actions and resources that it names", () => {
      const wide: string[] = [];
      for (const { name, inputs } of ofType("aws:iam/rolePolicy:RolePolicy")) {
        for (const { Sid, Effect, Action, Resource } of statementsOf(inputs["policy"])) {
          expect(Effect).to.equal(Sid === denying ? "Deny" : "Allow");
          expect(
            [Action].flat().filter((action) => action.includes("*")),
            `${name} ${Sid}`,
          ).to.deep.equal([]);
          const isAttaching = network === "private" && [...attaching, denying].includes(Sid);
          if (Resource.some((resource) => resource === "*") && !isAttaching) {
            wide.push(`${name} ${Sid}`);
          }
          for (const resource of Resource.filter((given) => given !== "*")) {
            expect(resource, `${name} ${Sid}`).to.match(/^arn:aws:[a-z0-9]+:[^*]*:[^*:]*:?[^*]+(\/|:)?\*?$/);
          }
        }
      }
      const hasRedshift = ofType("aws:redshiftserverless/workgroup:Workgroup").length > 0;
      const hasMails = ofType("aws:sesv2/emailIdentity:EmailIdentity").length > 0;
      const hasQuickSight = ofType("aws:quicksight/dataSource:DataSource").length > 0;
      const allowed = {
        ...unscoped,
        ...(hasRedshift && unscopedOfRedshift),
        ...(hasQuickSight && unscopedOfQuickSight),
        ...(hasMails && { "mails-mail-policy AskLakeFormation": "The action knows no resources." }),
      };
      expect(wide.sort()).to.deep.equal(Object.keys(allowed).sort());
    });

    it("let a role be taken by its service on behalf of this account only", () => {
      for (const { name, inputs } of ofType("aws:iam/role:Role")) {
        const condition = name.startsWith("redshift")
          ? { StringLike: { "sts:ExternalId": redshiftUsers } }
          : name.startsWith("quicksight")
            ? { StringEqualsIfExists: { "aws:SourceAccount": "123456789012" } }
            : { StringEquals: { "aws:SourceAccount": "123456789012" } };
        expect(statementsOf(inputs["assumeRolePolicy"])[0]?.Condition, name).to.deep.equal(condition);
      }
    });

    it("keep the log of every function, for a limited time", () => {
      const groups = ofType("aws:cloudwatch/logGroup:LogGroup");
      const functions = ofType("aws:lambda/function:Function").map(
        ({ inputs }) => `/aws/lambda/${String(inputs["name"])}`,
      );
      const mails = ofType("aws:sesv2/emailIdentity:EmailIdentity").length > 0 ? 1 : 0;
      expect(functions).to.have.length(8 + mails);
      expect(groups.map(({ inputs }) => inputs["name"])).to.include.members(functions);
      const kept = groups.filter(({ name }) => name !== "network-flow-log");
      expect(kept.map(({ inputs }) => inputs["retentionInDays"])).to.deep.equal(
        kept.map(() => setting("logRetentionDays")),
      );
    });

    it("have a database per source and zone, and a secret per token", () => {
      const databases = sources.flatMap((source) => zones.map((zone) => databaseName(source.name, zone)));
      expect(ofType("aws:glue/catalogDatabase:CatalogDatabase").map(({ inputs }) => inputs["name"])).to.have.members(
        databases,
      );
      expect(ofType("aws:secretsmanager/secret:Secret").map(({ inputs }) => inputs["name"])).to.have.members([
        ...sources.map((source) => `lakehouse/${stack}/${source.tokenSecret}`),
        `lakehouse/${stack}/mask-key`,
      ]);
      expect(all.filter(({ type }) => type.includes("SecretVersion"))).to.deep.equal([]);
    });

    it("start every group at its own time, in its own zone, with the planned instant", () => {
      // Mails have their own schedules
      const nights = ofType("aws:scheduler/schedule:Schedule").filter(({ name }) => name.startsWith("schedules-"));
      const planned = nights.map(({ inputs }) => ({
        group: inputs["name"],
        expression: inputs["scheduleExpression"],
        timeZone: inputs["scheduleExpressionTimezone"],
      }));
      expect(planned).to.deep.equal(schedules);
      for (const { inputs } of nights) {
        const target = inputs["target"] as { input: string; deadLetterConfig: { arn: string } };
        expect(JSON.parse(target.input)).to.deep.equal({
          group: inputs["name"],
          scheduledTime: "<aws.scheduler.scheduled-time>",
        });
        expect(target.deadLetterConfig.arn).to.match(new RegExp(`:lakehouse-${stack}-starts-dead$`));
      }
    });

    it("store the compiled contracts under their hash", () => {
      expect(one("aws:s3/bucketObjectv2:BucketObjectv2", "contracts-object")).to.include({
        key: `contracts/${contracts.hash}.json`,
        content: contracts.json,
      });
    });

    it("hold every query of the workgroup to its settings", () => {
      expect(one("aws:athena/workgroup:Workgroup", "analytics-workgroup")["configuration"]).to.deep.include({
        enforceWorkgroupConfiguration: true,
        bytesScannedCutoffPerQuery: Number(setting("queryScanLimitGiB")) * 1024 ** 3,
        engineVersion: { selectedEngineVersion: "Athena engine version 3" },
      });
    });
  });
}
