import { CreateScheduleCommand, DeleteScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { openSql } from "../../../cli/aws/sql-lake.ts";
import type { Deployment } from "../../../model/documents/deployment.ts";
import { readDeployment } from "../../../aws/ssm/deployment.ts";
import { rawPageKey } from "../../../model/names.ts";
import type { Report } from "../../../model/documents/report.ts";
import type { RunInput } from "../../../model/documents/run-input.ts";
import { sandboxSource } from "../../../sandbox/index.ts";
import { flightsDemo } from "../../support/flights-demo.ts";
import { lakehouse, lakehouseJson } from "../../support/command.ts";
import { comparePrivileges } from "../../support/least-privilege/compare.ts";
import { justified } from "../../support/least-privilege/justified.ts";
import { missionDemo } from "../../support/mission-demo.ts";
import { stackCalls, stackRoles } from "../../support/least-privilege/observed.ts";
import type { Call, Roles } from "../../support/least-privilege/policy.ts";
import { requiredOf, type Required } from "../../support/least-privilege/required.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import { recordedWith } from "../../unit/infra/recorded.ts";

describe("The roles of the stack", () => {
  let stack: Deployment;
  let roles: Roles;
  let calls: readonly Call[];
  let required: Required;

  const observe = async (): Promise<readonly Call[]> =>
    stackCalls(stack.governance.principals.map(({ role }) => role.split("/").at(-1) ?? ""));

  /** Waits for a role's call that the test has triggered; the test's time limit ends the wait. */
  const made = async (role: string, action: string): Promise<void> => {
    while (!(await observe()).some((call) => call.role === role && call.action === action)) await sleep(200);
  };

  before(async () => {
    await flightsDemo();
    // Personal columns, whose masking needs a secret, are in the other group; a few rows are enough
    await missionDemo();
    const client = new SSMClient(sandboxClientOptions());
    stack = await readDeployment("sandbox", client);
    client.destroy();
  });

  it("start a night when it is due, as the scheduler does", async () => {
    const scheduler = new SchedulerClient(sandboxClientOptions());
    const lambda = "arn:aws:lambda:us-east-1:000000000000:function:lakehouse-sandbox-start";
    const Name = `test-${randomUUID()}`;
    // The night is complete: as if the schedule fired twice, and the second time changes nothing
    await scheduler.send(
      new CreateScheduleCommand({
        Name,
        ScheduleExpression: "at(2014-01-02T05:30:00)",
        FlexibleTimeWindow: { Mode: "OFF" },
        Target: {
          Arn: lambda,
          RoleArn: "arn:aws:iam::000000000000:role/lakehouse-sandbox-schedules",
          Input: JSON.stringify({ group: "flights", scheduledTime: "2014-01-02T05:30:00Z" }),
        },
      }),
    );
    await made("schedules", "lambda:InvokeFunction");
    await made("start", "states:StartExecution");
    await scheduler.send(new DeleteScheduleCommand({ Name }));
    scheduler.destroy();
  });

  it("send a mail", async () => {
    for (const address of ["lakehouse@laptop.localhost", "operator@laptop.localhost"]) {
      await lakehouse(["sandbox", "mailbox", "--confirm", address]);
    }
    await lakehouse(["mail", "send", "operations", "--date", "2026-03-01", "--again"]);
    await made("mail", "ses:SendRawEmail");
  });

  it("put a page off that failed, until it is a dead letter", async () => {
    const sqs = new SQSClient(sandboxClientOptions());
    const MessageBody = `no page: ${randomUUID()}`;
    await sqs.send(new SendMessageCommand({ QueueUrl: stack.pageQueueUrl, MessageBody }));
    await made("extract", "sqs:ChangeMessageVisibility");
    const QueueUrl = stack.deadLetterQueueUrl;
    let dead: Message | undefined;
    while (dead === undefined) {
      const request = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5, VisibilityTimeout: 2 };
      const { Messages: messages = [] } = await sqs.send(new ReceiveMessageCommand(request));
      dead = messages.find(({ Body: body }) => body === MessageBody);
    }
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: dead.ReceiptHandle }));
    sqs.destroy();
  });

  it("forget what expired in the raw zone", async () => {
    const s3 = new S3Client({ ...sandboxClientOptions(), forcePathStyle: true });
    const object = { Bucket: stack.rawBucket, Key: rawPageKey("flights", "airlines", "aa-expires", 0) };
    const crawl = () => lakehouse(["drift", "flights", "--crawl"]);
    await s3.send(new PutObjectCommand({ ...object, Body: gzipSync('{"carrier":"AA","name":"American"}\n') }));
    await crawl();
    await s3.send(new DeleteObjectCommand(object));
    await crawl();
    await made("crawl", "glue:DeletePartition");
    s3.destroy();
  });

  it("look at models, which is asked anew", async () => {
    const { analyze } = (await openSql("sandbox")).ports;
    const request = { formatVersion: 1 as const, relations: { [randomUUID()]: {} }, models: [] };
    await analyze(request, { onState: () => undefined, signal: new AbortController().signal });
    await made("analyze", "s3:PutObject");
  });

  it("stop the job of a night that is stopped", async () => {
    const sfn = new SFNClient(sandboxClientOptions());
    const polls = async (): Promise<number> =>
      (await observe())
        .filter(({ role, action }) => role === "nightly" && action === "glue:GetJobRun")
        .reduce((sum, { count }) => sum + count, 0);
    const before = await polls();
    const { runId } = await lakehouseJson<RunInput>("run", "flights", "--date", "2014-01-08", "--detach");
    while ((await polls()) === before) await sleep(200);
    const executionArn = `${stack.stateMachineArn.replace(":stateMachine:", ":execution:")}:${runId}`;
    await sfn.send(new StopExecutionCommand({ executionArn }));
    await made("nightly", "glue:BatchStopJobRun");
    // The stopped run left the group locked: the next run sees that nothing is running
    const { exitCode, stderr } = await lakehouse(["run", "flights", "--date", "2014-01-08"]);
    expect(exitCode, stderr).to.equal(0);
    await made("plan", "states:DescribeExecution");
    sfn.destroy();
  });

  it("rotate a token when it is due", async () => {
    const { exitCode, stderr } = await lakehouse(["secret", "rotate", "flights-api-token"]);
    expect(exitCode, stderr).to.equal(0);
    await made("rotate", "secretsmanager:UpdateSecretVersionStage");
  });

  /** Requests a new token with the current one, and uses it: from then on, the current one is rejected. */
  const endToken = async (current: string): Promise<string> => {
    const url = `${sandboxSource()?.url ?? ""}/mission`;
    const authorization = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
    const answer = await fetch(`${url}/tokens`, { method: "POST", ...authorization(current) });
    const { token } = (await answer.json()) as { token: string };
    expect((await fetch(`${url}/services?limit=1`, authorization(token))).status).to.equal(200);
    return token;
  };

  it("report a night whose source refuses every token", async () => {
    const secrets = new SecretsManagerClient(sandboxClientOptions());
    const SecretId = "lakehouse/sandbox/mission-api-token";
    const { SecretString = "" } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    const next = await endToken(SecretString);
    try {
      await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: "refused" }));
      const { exitCode, stdout } = await lakehouse(["run", "mission", "--date", "2026-02-01", "--json"]);
      expect(exitCode).to.equal(1);
      expect((JSON.parse(stdout) as Report).state).to.equal("FAILED");
    } finally {
      await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: next }));
      secrets.destroy();
    }
    // With no page to wait for, plan itself resumes the night
    await made("plan", "states:SendTaskSuccess");
  });

  describe("after these nights and accidents", () => {
    before(async () => {
      roles = await stackRoles();
      required = requiredOf(await recordedWith("sandbox", []), "lakehouse-sandbox-");
      calls = await observe();
    });

    it("were seen at work, each with its own credentials", () => {
      const active = new Set(calls.filter(({ count }) => count > 0).map(({ role }) => role));
      const atWork = [
        "plan",
        "extract",
        "reconcile",
        "process",
        "curate",
        "analyze",
        "crawl",
        "govern",
        "report",
        "nightly",
        "principal",
      ];
      expect([...active]).to.include.members(atWork);
    });

    it("did nothing that they may not, and may do nothing for which there is neither use nor reason", () => {
      expect(comparePrivileges(roles, calls, justified, required).findings).to.deep.equal([]);
    });

    it("would be found out if an action that they use were taken away", () => {
      const used = comparePrivileges(roles, calls, justified).privileges.filter(({ calls: count }) => count > 0);
      expect(used.length).to.be.above(50);
      for (const { role, action } of used) {
        const without = (roles[role] ?? []).map((statement) => ({
          ...statement,
          Action: [statement.Action].flat().filter((own) => own !== action),
        }));
        // Only the role's own calls show its missing permissions; comparing all roles for each action would take long
        const { findings } = comparePrivileges({ [role]: without }, calls, justified);
        expect(findings.some((finding) => finding.startsWith(`MISSING ${role} ${action} `))).to.equal(true);
      }
    });

    it("would be found out if they might do more", () => {
      const more = { Sid: "More", Effect: "Allow", Action: "s3:DeleteBucket", Resource: "*" } as const;
      for (const [role, statements] of Object.entries(roles)) {
        const { findings } = comparePrivileges({ [role]: [...statements, more] }, calls, justified);
        expect(findings.some((finding) => finding.startsWith(`UNUSED ${role} s3:DeleteBucket`))).to.equal(true);
      }
    });
  });
});
