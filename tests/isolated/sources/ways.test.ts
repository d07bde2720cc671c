/** From contracts to reports: sources of several kinds of paging, totals, formats, and authentication, in real runs. */
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { repositoryRoot } from "../../../cli/folders.ts";
import { thisMachine } from "../../../cli/local/deploy-demo.ts";
import type { Deployment } from "../../../model/documents/deployment.ts";
import type { Report, ReportDataset } from "../../../model/documents/report.ts";
import type { Window } from "../../../model/documents/values.ts";
import { reportKey, runId as runIdOf } from "../../../model/names.ts";
import { night } from "../../../model/windows.ts";
import { awsEnvironment } from "../../../sandbox/account.ts";
import { openDeployer } from "../../../sandbox/deployment/index.ts";
import { copyProgram } from "../../../sandbox/deployment/program-copy.ts";
import { updatedAtOf } from "../../../sandbox/source/api/ways/items.ts";
import { makePrincipals, startEmulator, type Emulator } from "../../support/emulator.ts";
import { startSourceApis, type SourceApis } from "../../support/source-apis.ts";
import { apiAddress, apiRows, apiWindow, deployedApis } from "./public-apis.ts";
import { addressOf, contractOf, daysGroup, itemRows, sourceEntry, ways, waysGroup } from "./ways.ts";

const stack = "sandbox";

describe("runs of sources that page, count, answer, and authenticate in different ways", () => {
  let emulator: Emulator;
  let apis: SourceApis;
  let deployment: Deployment;

  const clientOptions = () => ({
    endpoint: `http://127.0.0.1:${emulator.port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });

  before(async () => {
    [emulator, apis] = await Promise.all([startEmulator(), startSourceApis()]);
    await makePrincipals(emulator);
    const programFolder = join(emulator.folder, "program");
    copyProgram(repositoryRoot, programFolder, {
      contracts: [...ways.map(contractOf), ...deployedApis.flatMap(({ contracts }) => contracts)],
      sources: [...ways.map(sourceEntry), ...deployedApis.map(({ source }) => source)],
    });
    const places = ways.map(
      (way) => [way.name, { baseUrl: addressOf(apis.url, way), addresses: thisMachine }] as const,
    );
    const apiPlaces = deployedApis.map(
      (api) => [api.name, { baseUrl: apiAddress(apis.url, api), addresses: thisMachine }] as const,
    );
    const unused = { baseUrl: apis.url, addresses: thisMachine };
    const deployer = openDeployer({ environment: awsEnvironment(clientOptions().endpoint), programFolder });
    try {
      deployment = await deployer.deploy({
        stack,
        overrides: {
          "lakehouse:schedulesEnabled": false,
          "lakehouse:sources": { flights: unused, mission: unused, ...Object.fromEntries([...places, ...apiPlaces]) },
        },
        stateFile: join(emulator.folder, "deployment.json"),
      });
    } finally {
      deployer.close();
    }
    const secrets = new SecretsManagerClient(clientOptions());
    const values = [
      ...ways.map(({ name, secret }) => [name.replace("_", "-"), secret] as const),
      ...deployedApis.map(({ source, secret }) => [source.auth.secret, secret] as const),
      ["mask-key", "5a".repeat(32)] as const,
    ];
    for (const [name, SecretString] of values.filter(([, value]) => value !== "")) {
      await secrets.send(new PutSecretValueCommand({ SecretId: `lakehouse/${stack}/${name}`, SecretString }));
    }
  });
  after(async () => {
    await apis.close();
    await emulator.stop();
  });

  const run = async (group: string, window: Window): Promise<Report> => {
    const sfn = new SFNClient(clientOptions());
    const runId = runIdOf(group, window, 1);
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({
        stateMachineArn: deployment.stateMachineArn,
        name: runId,
        input: JSON.stringify({ runId, group, window }),
      }),
    );
    let status: string | undefined = "RUNNING";
    while (status === "RUNNING") {
      await sleep(250);
      status = (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
    }
    const object = await new S3Client(clientOptions()).send(
      new GetObjectCommand({ Bucket: deployment.artifactsBucket, Key: reportKey(runId) }),
    );
    return JSON.parse((await object.Body?.transformToString()) ?? "") as Report;
  };
  const figures = ({ datasetId, source, landed, loaded, quarantined, duplicates }: ReportDataset) => ({
    ...{ datasetId, source, landed, loaded, quarantined, duplicates },
  });

  it("load every row of each, and prove it", async () => {
    const { datasets } = await run(waysGroup, night("2026-01-05", "UTC").window);
    const whole = { source: itemRows, landed: itemRows, loaded: itemRows, quarantined: 0, duplicates: 0 };
    expect(datasets.flatMap(({ error }) => error ?? [])).to.deep.equal([]);
    expect(datasets.map(figures)).to.have.deep.members(
      ways
        .filter(({ settings }) => settings === undefined)
        .map(({ name }) => ({ datasetId: `${name}.items`, ...whole })),
    );
  });

  it("load every record of public APIs by contracts as a user writes them", async () => {
    const reports = await Promise.all(deployedApis.map(async ({ name }) => run(name, apiWindow)));
    const datasets = reports.flatMap((report) => report.datasets);
    expect(datasets.flatMap(({ error }) => error ?? [])).to.deep.equal([]);
    const whole = { source: apiRows, landed: apiRows, loaded: apiRows, quarantined: 0, duplicates: 0 };
    const ids = deployedApis.flatMap(({ contracts }) => contracts.map((file) => file.name.replace(".odcs.yaml", "")));
    expect(datasets.map(figures)).to.have.deep.members(ids.map((datasetId) => ({ datasetId, ...whole })));
  });

  it("load whole days where the source filters by days, and each row once in two of them", async () => {
    const rowsOf = (first: string, end: string): number =>
      Array.from({ length: itemRows }, (_, index) => updatedAtOf(index + 1)).filter(
        (at) => at >= Date.parse(first) && at < Date.parse(end),
      ).length;
    const [first] = (await run(daysGroup, night("2026-01-02", "America/New_York").window)).datasets;
    expect(first).to.include({ loaded: rowsOf("2026-01-02T00:00Z", "2026-01-04T00:00Z"), state: "SUCCEEDED" });
    const [second] = (await run(daysGroup, night("2026-01-03", "America/New_York").window)).datasets;
    expect(second).to.include({
      landed: rowsOf("2026-01-03T00:00Z", "2026-01-05T00:00Z"),
      inserted: rowsOf("2026-01-04T00:00Z", "2026-01-05T00:00Z"),
      state: "SUCCEEDED",
    });
  });
});
