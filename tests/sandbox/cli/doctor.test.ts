/** `lakehouse doctor` on the deployed demo: every check passes, and each one that can be broken here reports it. */
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetTablesCommand, GlueClient } from "@aws-sdk/client-glue";
import {
  GrantPermissionsCommand,
  LakeFormationClient,
  ListPermissionsCommand,
  RevokePermissionsCommand,
  type PrincipalResourcePermissions,
} from "@aws-sdk/client-lakeformation";
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { expect } from "chai";
import { lakehouse, lakehouseJson } from "../../support/command.ts";
import { flightsDemo } from "../../support/flights-demo.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import type { CheckResult } from "../../../cli/doctor/check.ts";

interface DoctorDocument {
  readonly checks: readonly CheckResult[];
}

describe("the doctor", () => {
  before(() => flightsDemo());

  const findings = async (...args: string[]): Promise<readonly CheckResult[]> =>
    (await lakehouseJson<DoctorDocument>("doctor", ...args)).checks;
  const found = async (code: string): Promise<CheckResult> => {
    const { stdout, exitCode } = await lakehouse(["--json", "doctor", "--only", code]);
    expect(exitCode).to.equal(1);
    const failed = (JSON.parse(stdout) as DoctorDocument).checks.filter(({ state }) => state === "failed");
    expect(failed).to.have.length(1);
    return failed.reduce((one) => one);
  };

  it("finds nothing to mend in the demo's stack, and leaves no table behind", async () => {
    const results = await findings();
    expect(results.filter(({ state }) => state === "failed")).to.deep.equal([]);
    expect(new Set(results.filter(({ state }) => state === "ok").map(({ code }) => code))).to.include.keys(
      "SOURCES",
      "QUEUE_AND_FUNCTION",
      "STATE_MACHINE_START",
      "CRAWLER_START",
      "TABLE_PATH",
      "ACCESS",
      "QUERY_AS_ANALYST",
      "QUERY_AS_BI",
      "ALARMS_HEARD",
    );
    expect(results.map(({ found: text }) => text)).to.include("bi is denied flights_processed.airlines._row_hash");
    const glue = new GlueClient(sandboxClientOptions());
    const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName: "flights_curated" }));
    expect(TableList.map(({ Name = "" }) => Name).filter((name) => name.startsWith("doctor"))).to.deep.equal([]);
    glue.destroy();
  });

  it("finds the sandbox's account fit for the stack before it is deployed", async () => {
    const results = await findings("--before");
    expect(results.filter(({ state }) => state === "failed")).to.deep.equal([]);
    expect(new Set(results.map(({ code }) => code))).to.have.keys(
      "CALLER_RIGHTS",
      "SETTINGS",
      "LAMBDA_CONCURRENCY",
      "QUOTAS",
      "LAKE_FORMATION",
      "NAMES_FREE",
      "SOURCES",
    );
  });

  it("names a token that the source refuses, and never shows it", async () => {
    const secrets = new SecretsManagerClient(sandboxClientOptions());
    const SecretId = "lakehouse/sandbox/flights-api-token";
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: "not-the-token" }));
    try {
      const { found: text } = await found("SOURCES");
      expect(text).to.include("SOURCE_UNAUTHORIZED").and.not.include("not-the-token");
    } finally {
      await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
      secrets.destroy();
    }
  });

  it("notices that nobody hears the alarms", async () => {
    const sns = new SNSClient(sandboxClientOptions());
    const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
    const TopicArn = Topics.map(({ TopicArn: arn = "" }) => arn).find((arn) =>
      arn.endsWith("lakehouse-sandbox-alarms"),
    );
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    for (const { SubscriptionArn } of Subscriptions) await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    try {
      expect(await found("ALARMS_HEARD")).to.include({
        found: "topic lakehouse-sandbox-alarms: 0 confirmed, 0 waiting for confirmation",
        fix: "name somebody in lakehouse:alarms.emails and deploy, or subscribe to the topic",
      });
    } finally {
      for (const { Protocol, Endpoint } of Subscriptions) {
        await sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));
      }
      sns.destroy();
    }
  });

  it("says which permission the job that builds models lacks", async () => {
    const lake = new LakeFormationClient(sandboxClientOptions());
    const Principal = { DataLakePrincipalIdentifier: "arn:aws:iam::000000000000:role/lakehouse-sandbox-curate" };
    const { PrincipalResourcePermissions = [] } = await lake.send(new ListPermissionsCommand({ Principal }));
    const creating = PrincipalResourcePermissions.filter(({ Permissions = [] }: PrincipalResourcePermissions) =>
      Permissions.includes("CREATE_TABLE"),
    );
    expect(creating).to.have.length(1);
    const change = { Principal, Resource: creating[0]?.Resource, Permissions: ["CREATE_TABLE" as const] };
    await lake.send(new RevokePermissionsCommand(change));
    try {
      const { found: text } = await found("TABLE_PATH");
      expect(text).to.match(
        /CURATION_FAILED .*REHEARSAL_FAILED flights_curated\.doctor_.*Required Describe on doctor_/,
      );
    } finally {
      await lake.send(new GrantPermissionsCommand(change));
      lake.destroy();
    }
  });

  it("leaves a line of its message in the function's log, and says which checks there are", async () => {
    const logs = new CloudWatchLogsClient(sandboxClientOptions());
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: "/aws/lambda/lakehouse-sandbox-extract", filterPattern: '"doctor-"' }),
    );
    expect(events.some(({ message = "" }) => message.includes('"outcome":"CLOSED"'))).to.equal(true);
    logs.destroy();
    const { stderr, exitCode } = await lakehouse(["doctor", "--only", "NOTHING"]);
    expect(exitCode).to.equal(2);
    expect(stderr).to.include("CHECK_UNKNOWN").and.include("QUEUE_AND_FUNCTION");
  });
});
