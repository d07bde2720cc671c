import { join } from "node:path";
import { expect } from "chai";
import { loadContracts } from "../../../contracts/index.ts";
import { databaseName, zones } from "../../../model/names.ts";
import { recordedResources, runResources, type Recorded } from "./recorded.ts";

const contracts = loadContracts(join(import.meta.dirname, "..", "..", "..", "contracts"));
const { sources, datasets, schedules } = contracts.bundle;

interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: readonly string[] | string;
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const statementsOf = (json: unknown): readonly PolicyStatement[] =>
  (JSON.parse(String(json)) as { Statement: PolicyStatement[] }).Statement;

/** Services that know no resources for these actions; nothing else may ask for all of them. */
const unscoped: Readonly<Record<string, string>> = {
  "nightly-policy DeliverLog": "log delivery knows no resources",
  "processing-policy WriteMetrics": "metrics know no resources; a condition confines them to Glue's",
};

describe("resources of the stack dev", function () {
  this.timeout(120_000);
  let all: Recorded[];

  before(async () => {
    all = await recordedResources();
  });

  const ofType = (type: string): Recorded[] => all.filter((resource) => resource.type === type);
  const one = (type: string, name: string): Readonly<Record<string, unknown>> => {
    const found = all.find((resource) => resource.type === type && resource.name === name);
    expect(found, `${type} ${name}`).to.not.equal(undefined);
    return found?.inputs ?? {};
  };
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
      ["artifacts", "curated", "processed", "query-results", "raw"].map((zone) => `lakehouse-dev-${zone}-123456789012`),
    );
    for (const { inputs } of ofType("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")) {
      const block = Object.entries(inputs).filter(([key]) => key !== "bucket");
      expect(block.map(([, value]) => value)).to.deep.equal([true, true, true, true]);
    }
    expect(bucketsWith("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")).to.deep.equal(buckets);
    for (const { inputs } of ofType("aws:s3/bucketPolicy:BucketPolicy")) {
      const denied = statementsOf(inputs["policy"]).map(({ Effect, Action, Condition }) => [Effect, Action, Condition]);
      expect(denied[0]).to.deep.equal(["Deny", "s3:*", { Bool: { "aws:SecureTransport": "false" } }]);
    }
    expect(bucketsWith("aws:s3/bucketPolicy:BucketPolicy")).to.deep.equal(buckets);
    const encryption = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    for (const { inputs } of ofType(encryption)) {
      expect(inputs["rules"]).to.have.nested.property("[0].applyServerSideEncryptionByDefault.sseAlgorithm", "aws:kms");
    }
    expect(bucketsWith(encryption)).to.deep.equal(buckets);
  });

  it("expire the raw objects of each dataset as its contract says", () => {
    const rules = one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "zones-raw-lifecycle")[
      "rules"
    ];
    const expiring = (rules as { filter: { prefix: string }; expiration: { days?: number } }[])
      .filter(({ expiration }) => expiration.days !== undefined)
      .map(({ filter, expiration }) => `${filter.prefix} ${String(expiration.days)}`);
    const wanted = datasets.map((d) => `${d.source}/${d.name}/ ${d.rawRetentionDays.toString()}`);
    expect(expiring).to.have.members(wanted);
  });

  it("keep a page from being delivered while it may still be worked on, and fail it in the end", () => {
    const queue = one("aws:sqs/queue:Queue", "extraction-pages-queue");
    const { timeout } = one("aws:lambda/function:Function", "extraction-extract-function");
    expect(queue["visibilityTimeoutSeconds"]).to.be.at.least(6 * Number(timeout));
    const redrive = JSON.parse(String(queue["redrivePolicy"])) as Record<string, unknown>;
    expect(redrive["maxReceiveCount"]).to.be.at.least(5);
    expect(String(redrive["deadLetterTargetArn"])).to.match(/:lakehouse-dev-pages-dead$/);
    expect(one("aws:sqs/queue:Queue", "extraction-pages-dead")["messageRetentionSeconds"]).to.equal(14 * 86_400);
    expect(one("aws:lambda/eventSourceMapping:EventSourceMapping", "extraction-pages-mapping")).to.deep.include({
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: 4 },
    });
  });

  it("give every role only actions and resources that it names", () => {
    const wide: string[] = [];
    for (const { name, inputs } of ofType("aws:iam/rolePolicy:RolePolicy")) {
      for (const { Sid, Effect, Action, Resource } of statementsOf(inputs["policy"])) {
        expect(Effect).to.equal("Allow");
        expect(
          [Action].flat().filter((action) => action.includes("*")),
          `${name} ${Sid}`,
        ).to.deep.equal([]);
        if (Resource.some((resource) => resource === "*")) {
          wide.push(`${name} ${Sid}`);
        }
        for (const resource of Resource.filter((r) => r !== "*")) {
          expect(resource, `${name} ${Sid}`).to.match(/^arn:aws:[a-z0-9]+:[^*]*:[^*:]*:?[^*]+(\/|:)?\*?$/);
        }
      }
    }
    expect(wide.sort()).to.deep.equal(Object.keys(unscoped).sort());
  });

  it("let a role be taken by its service on behalf of this account only", () => {
    for (const { inputs } of ofType("aws:iam/role:Role")) {
      expect(statementsOf(inputs["assumeRolePolicy"])[0]?.Condition).to.deep.equal({
        StringEquals: { "aws:SourceAccount": "123456789012" },
      });
    }
  });

  it("keep the log of every function, for a limited time", () => {
    const groups = ofType("aws:cloudwatch/logGroup:LogGroup");
    const functions = ofType("aws:lambda/function:Function").map(
      ({ inputs }) => `/aws/lambda/${String(inputs["name"])}`,
    );
    expect(functions).to.have.length(5);
    expect(groups.map(({ inputs }) => inputs["name"])).to.include.members(functions);
    expect(groups.map(({ inputs }) => inputs["retentionInDays"])).to.deep.equal(groups.map(() => 30));
  });

  it("have a database per source and zone, and a secret per token", () => {
    const databases = sources.flatMap((source) => zones.map((zone) => databaseName(source.name, zone)));
    expect(ofType("aws:glue/catalogDatabase:CatalogDatabase").map(({ inputs }) => inputs["name"])).to.have.members(
      databases,
    );
    expect(ofType("aws:secretsmanager/secret:Secret").map(({ inputs }) => inputs["name"])).to.have.members([
      ...sources.map((source) => `lakehouse/dev/${source.tokenSecret}`),
      "lakehouse/dev/mask-key",
    ]);
    expect(all.filter(({ type }) => type.includes("SecretVersion"))).to.deep.equal([]);
  });

  it("start every group at its own time, in its own zone, with the planned instant", () => {
    const planned = ofType("aws:scheduler/schedule:Schedule").map(({ inputs }) => ({
      group: inputs["name"],
      expression: inputs["scheduleExpression"],
      timeZone: inputs["scheduleExpressionTimezone"],
    }));
    expect(planned).to.deep.equal(schedules);
    for (const { inputs } of ofType("aws:scheduler/schedule:Schedule")) {
      const target = inputs["target"] as { input: string; deadLetterConfig: { arn: string } };
      expect(JSON.parse(target.input)).to.deep.equal({
        group: inputs["name"],
        scheduledTime: "<aws.scheduler.scheduled-time>",
      });
      expect(target.deadLetterConfig.arn).to.match(/:lakehouse-dev-starts-dead$/);
    }
  });

  it("give the job Iceberg, its library and no secret value", () => {
    const job = one("aws:glue/job:Job", "processing-job");
    expect(job).to.include({ glueVersion: "5.1", maxRetries: 0 });
    const given = job["defaultArguments"] as Record<string, string>;
    expect(given).to.include({
      "--datalake-formats": "iceberg",
      "--mask_key_secret": "lakehouse/dev/mask-key",
      "--extra-py-files": "s3://lakehouse-dev-artifacts-123456789012/glue/lakehouse.zip",
    });
    expect(given["--conf"]?.split(" --conf ")).to.include.members([
      "spark.sql.catalog.glue_catalog.catalog-impl=org.apache.iceberg.aws.glue.GlueCatalog",
      "spark.sql.catalog.glue_catalog.warehouse=s3://lakehouse-dev-processed-123456789012/",
      "spark.sql.session.timeZone=UTC",
    ]);
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
      bytesScannedCutoffPerQuery: 100 * 1024 ** 3,
      engineVersion: { selectedEngineVersion: "Athena engine version 3" },
    });
  });

  it("are refused for a stack that isn't there", async () => {
    const failure = await runResources("--stack", "nope").catch((error: unknown) => error);
    expect(failure).to.include({ code: 2, stdout: "" });
    expect((failure as { stderr: string }).stderr).to.contain('found no stack "nope", there are dev');
  });
});
