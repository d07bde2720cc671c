import { CreateSecurityConfigurationCommand, DeleteSecurityConfigurationCommand } from "@aws-sdk/client-glue";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { crawlerFixture, type CrawlerFixture } from "../../support/crawlers.ts";
import { glueFixture, type GlueFixture } from "../../support/glue.ts";
import { letWriteTables } from "../../support/roles.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import { behaveScript } from "./scripts.ts";

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "glue.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** Everything that these tests' runs do, except what is under test. */
const others = ["s3:*", "kms:*", "glue:*Table*", "glue:*Partition*", "glue:GetDatabase", "logs:Create*", "logs:Put*"];
const reading = "glue:GetSecurityConfiguration";
const associating = "logs:AssociateKmsKey";

describe("a security configuration", () => {
  const RoleName = `test-security-${randomUUID()}`;
  const role = `arn:aws:iam::000000000000:role/${RoleName}`;
  const encrypting = `test-encrypting-${randomUUID()}`;
  const plain = `test-plain-${randomUUID()}`;
  let iam: IAMClient;
  let jobs: GlueFixture;
  let crawls: CrawlerFixture;

  const allow = async (...actions: readonly string[]): Promise<void> => {
    const Statement = [{ Effect: "Allow", Action: [...others, ...actions], Resource: "*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument }));
  };

  before(async () => {
    iam = new IAMClient(sandboxClientOptions());
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    jobs = await glueFixture();
    crawls = await crawlerFixture();
    await letWriteTables(role, crawls.database);
    for (const [Name, mode] of [
      [encrypting, "SSE-KMS"],
      [plain, "DISABLED"],
    ] as const) {
      const CloudWatchEncryption = {
        CloudWatchEncryptionMode: mode,
        ...(mode === "SSE-KMS" && { KmsKeyArn: `arn:aws:kms:us-east-1:000000000000:key/${randomUUID()}` }),
      };
      const EncryptionConfiguration = { CloudWatchEncryption };
      await jobs.glue.send(new CreateSecurityConfigurationCommand({ Name, EncryptionConfiguration }));
    }
  });
  after(async () => {
    for (const Name of [encrypting, plain]) await jobs.glue.send(new DeleteSecurityConfigurationCommand({ Name }));
    await jobs.remove();
    await crawls.remove();
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "own" }));
    await iam.send(new DeleteRoleCommand({ RoleName }));
    iam.destroy();
  });

  const crawlOutcome = async (name: string): Promise<string> => {
    const settings = { Role: role, CrawlerSecurityConfiguration: name };
    const { LastCrawl: last } = await crawls.crawl(await crawls.crawler(settings));
    expect(last?.LogGroup).to.equal(`/aws-glue/crawlers-role/${RoleName}-${name}`);
    return last?.ErrorMessage ?? last?.Status ?? "";
  };

  const jobOutcome = async (name: string): Promise<string> => {
    const job = await jobs.job(behaveScript, { "--mode": "end" }, { Role: role, SecurityConfiguration: name });
    const run = await jobs.ended(job, await jobs.start(job));
    expect(run.LogGroupName).to.equal(`/aws-glue/jobs/${name}-role/${RoleName}`);
    return run.ErrorMessage ?? run.JobRunState ?? "";
  };

  const denied = (action: string): RegExp =>
    new RegExp(`^AccessDeniedException: User: arn:aws:sts::.*${RoleName}.* is not authorized to perform: ${action} on`);

  for (const [what, outcome] of [
    ["crawler", crawlOutcome],
    ["job", jobOutcome],
  ] as const) {
    it(`is read as the ${what}'s role, and the run fails without the permission`, async () => {
      await allow(associating);
      expect(await outcome(plain)).to.match(denied(reading));
      await allow(reading);
      expect(await outcome(plain)).to.equal("SUCCEEDED");
      expect(await outcome("no-such-configuration")).to.match(/^EntityNotFoundException/);
    });

    it(`gives the log of the ${what} its key as the role where it encrypts logs`, async () => {
      await allow(reading);
      expect(await outcome(encrypting)).to.match(denied(associating));
      await allow(reading, associating);
      expect(await outcome(encrypting)).to.equal("SUCCEEDED");
    });
  }
});
