/** Which sources' tokens a deployment to the sandbox sets. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import { contractsFolder } from "../../../cli/folders.ts";
import { putSandboxSecrets, requireDemoSource } from "../../../cli/local/deploy-demo.ts";
import { sandboxClientOptions, useSandboxInProcess } from "../../support/sandbox.ts";

const stack = "owned";
const secretId = (name: string): string => `lakehouse/${stack}/${name}`;
const names = ["flights-api-token", "mission-api-token", "mask-key"];

describe("the demo's tokens", () => {
  const programFolder = mkdtempSync(join(tmpdir(), "lakehouse-owned-"));
  let secrets: SecretsManagerClient;

  const valueOf = async (name: string): Promise<string | undefined> =>
    (await secrets.send(new GetSecretValueCommand({ SecretId: secretId(name) }))).SecretString;
  /** Flights come from the demo source; the caller or the stack's file says where the mission is. */
  const putTokens = (mission?: string): Promise<readonly string[]> => {
    const { url } = requireDemoSource();
    const sources = {
      flights: { baseUrl: `${url}/flights` },
      ...(mission !== undefined && { mission: { baseUrl: mission } }),
    };
    return putSandboxSecrets({ stack, environment: {}, sources, programFolder }, requireDemoSource());
  };

  before(() => {
    useSandboxInProcess();
    secrets = new SecretsManagerClient(sandboxClientOptions());
    cpSync(contractsFolder, join(programFolder, "contracts"), { recursive: true });
    const config = { "lakehouse:sources": { mission: { baseUrl: "https://operations.example.com/mission" } } };
    writeFileSync(join(programFolder, `Pulumi.${stack}.yaml`), JSON.stringify({ config }));
  });
  beforeEach(async () => {
    for (const name of names) await secrets.send(new CreateSecretCommand({ Name: secretId(name) }));
  });
  afterEach(async () => {
    for (const name of names) {
      await secrets.send(new DeleteSecretCommand({ SecretId: secretId(name), ForceDeleteWithoutRecovery: true }));
    }
  });
  after(() => {
    secrets.destroy();
    rmSync(programFolder, { recursive: true });
  });

  it("are for its own sources: one that somebody has put for another source stays", async () => {
    await secrets.send(new PutSecretValueCommand({ SecretId: secretId("mission-api-token"), SecretString: "mine" }));
    expect(await putTokens()).to.deep.equal([]);
    expect(await valueOf("mission-api-token")).to.equal("mine");
    const { url } = requireDemoSource();
    const authorization = `Bearer ${(await valueOf("flights-api-token")) ?? ""}`;
    const answer = await fetch(`${url}/flights/tokens`, { headers: { authorization } });
    expect(await answer.json()).to.deep.equal({ valid: true });
  });

  it("aren't put where another source's is still missing, which is told", async () => {
    expect(await putTokens()).to.deep.equal(["mission-api-token"]);
    const missing: unknown = await valueOf("mission-api-token").catch((error: unknown) => error);
    expect(missing).to.have.property("name", "ResourceNotFoundException");
  });

  it("take the place of one that the demo source doesn't know any more", async () => {
    await secrets.send(new PutSecretValueCommand({ SecretId: secretId("mission-api-token"), SecretString: "stale" }));
    expect(await putTokens(`${requireDemoSource().url}/mission`)).to.deep.equal([]);
    const first = await valueOf("mission-api-token");
    expect(first).to.match(/^[0-9a-f]{48}$/);
    await putTokens(`${requireDemoSource().url}/mission`);
    expect(await valueOf("mission-api-token"), "it works, so it stays").to.equal(first);
  });
});
