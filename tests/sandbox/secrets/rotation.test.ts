import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import { awaitRotation, beginRotation } from "../../../aws/secrets/rotation.ts";
import { demoSources, deployStack } from "../../../cli/local/deploy-demo.ts";
import { sandboxEnvironment, sandboxSource } from "../../../sandbox/index.ts";
import type { Report } from "../../../model/documents/report.ts";
import { lakehouse, lakehouseJson } from "../../support/command.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import { startSourceProxy, type SourceProxy } from "./source-proxy.ts";

const secretId = "lakehouse/sandbox/flights-api-token";
const signal = new AbortController().signal;
const silent = {
  note: () => undefined,
  step: <T>(_: string, work: (step: { update: () => void }) => Promise<T>) => work({ update: () => undefined }),
};

describe("a source's token", () => {
  let secrets: SecretsManagerClient;
  let proxy: SourceProxy;
  let source: { readonly url: string };

  const deploy = async (flightsUrl: string): Promise<void> => {
    const sources = { ...demoSources(source.url), flights: { baseUrl: flightsUrl } };
    await deployStack({ stack: "sandbox", environment: sandboxEnvironment() ?? {}, sources }, silent);
  };
  const currentToken = async (): Promise<string> =>
    (await secrets.send(new GetSecretValueCommand({ SecretId: secretId }))).SecretString ?? "";
  const readWith = async (token: string): Promise<number> => {
    const answer = await fetch(`${source.url}/flights/airlines?limit=1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await answer.body?.cancel();
    return answer.status;
  };
  const rotate = async (timeoutSeconds: number): Promise<{ readonly begun: boolean }> => {
    const rotation = await beginRotation(secretId, secrets);
    await awaitRotation(secretId, rotation, { timeoutSeconds, signal }, secrets);
    return rotation;
  };

  before(async () => {
    const running = sandboxSource();
    if (running === undefined) throw new Error("the demo source doesn't run");
    source = running;
    secrets = new SecretsManagerClient(sandboxClientOptions());
    const deployed = await lakehouse(["deploy"]);
    expect(deployed.exitCode, deployed.stderr).to.equal(0);
    proxy = await startSourceProxy(source.url);
    await deploy(`${proxy.url}/flights`);
  });

  after(async () => {
    await lakehouse(["deploy"]);
    await proxy.close();
    secrets.destroy();
  });

  it("is replaced while pages are being fetched: nothing is lost or doubled, and the old one is refused", async () => {
    const old = await currentToken();
    proxy.onFirstPage = async () => {
      await rotate(60);
      // the source invalidates the old token on the first use of the new one
      expect(await readWith(await currentToken())).to.equal(200);
    };
    const report = await lakehouseJson<Report>("run", "flights", "--date", "2013-02-03");
    expect(report.state).to.equal("SUCCEEDED");
    for (const row of report.datasets) {
      expect([row.landed, row.loaded + row.quarantined + row.duplicates], row.datasetId).to.deep.equal([
        row.source,
        row.source,
      ]);
    }
    expect(report.datasets.reduce((sum, row) => sum + (row.source ?? 0), 0)).to.be.above(0);
    expect(
      proxy.pageStatuses.filter((status) => status === 401),
      "pages that met the old token",
    ).not.to.be.empty;
    expect(await currentToken()).not.to.equal(old);
    expect(await readWith(old)).to.equal(401);
  });

  it("stays when the source issues none, and the next attempt goes on with the rotation that broke off", async () => {
    const before = await currentToken();
    proxy.issueStatus = 503;
    const failed = await rotate(5).then(
      () => "rotated",
      (error: unknown) => String(error),
    );
    expect(failed).to.contain(`SECRET_ROTATION_UNFINISHED secret ${secretId}: `);
    expect([await currentToken(), await readWith(before)]).to.deep.equal([before, 200]);
    proxy.issueStatus = undefined;
    expect((await rotate(60)).begun).to.equal(false);
    expect(await currentToken()).not.to.equal(before);
  });

  it("is given up when the source has forgotten it before it was tested, and the next rotation begins anew", async () => {
    const before = await currentToken();
    proxy.checkStatus = 401;
    const failed = await rotate(5).then(
      () => "rotated",
      (error: unknown) => String(error),
    );
    proxy.checkStatus = undefined;
    expect(failed).to.contain(`SECRET_ROTATION_UNFINISHED secret ${secretId}: `);
    expect(await currentToken()).to.equal(before);
    const { VersionIdsToStages: stages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId: secretId }));
    const pending = Object.values(stages).filter(
      (labels) => labels.includes("AWSPENDING") && !labels.includes("AWSCURRENT"),
    );
    expect(pending).to.deep.equal([]);
    expect((await rotate(60)).begun).to.equal(true);
    expect(await currentToken()).not.to.equal(before);
  });

  it("is replaced by the command, which shows no value", async () => {
    const before = await currentToken();
    const { exitCode, stdout, stderr } = await lakehouse(["secret", "rotate", "flights-api-token"]);
    expect(exitCode, stderr).to.equal(0);
    const after = await currentToken();
    expect(after).not.to.equal(before);
    expect(stdout + stderr)
      .not.to.contain(before)
      .and.not.to.contain(after);
  });

  for (const [code, name] of [
    ["SECRET_NOT_ROTATED", "mask-key"],
    ["SECRET_UNKNOWN", "misspelt-api-token"],
  ] as const) {
    it(`is not rotated where there is no rotation: ${code}`, async () => {
      const { exitCode, stderr } = await lakehouse(["secret", "rotate", name]);
      expect(exitCode).to.equal(1);
      expect(stderr).to.contain(`${code} secret lakehouse/sandbox/${name}: `);
    });
  }

  it("survives another deployment and the demo's set-up", async () => {
    const rotated = await currentToken();
    const deployed = await lakehouse(["deploy"]);
    expect(deployed.exitCode, deployed.stderr).to.equal(0);
    expect(await currentToken()).to.equal(rotated);
  });
});
