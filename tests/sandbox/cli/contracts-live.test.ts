/** Contracts compared with the tables that the demo's nights published. */
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDeployment } from "../../../aws/ssm/deployment.ts";
import { loadContracts } from "../../../contracts/index.ts";
import { lakehouse } from "../../support/command.ts";
import { flightsDemo } from "../../support/flights-demo.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";

interface LiveDocument {
  readonly contracts: readonly {
    readonly datasetId: string;
    readonly changes: readonly {
      readonly kind: string;
      readonly verdict: string;
      readonly readBy: readonly string[];
    }[];
  }[];
}

describe("lakehouse contracts check --live", () => {
  const folders: string[] = [];

  before(async () => {
    await flightsDemo();
  });
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  /** A copy of the contracts. */
  const copied = (): string => {
    const folder = mkdtempSync(join(tmpdir(), "lakehouse-contracts-"));
    folders.push(folder);
    cpSync("contracts", folder, { recursive: true, filter: (path) => !path.endsWith(".ts") });
    return folder;
  };

  const change = (folder: string, file: string, from: string, to: string): void => {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    expect(text, `${file} has ${from}`).to.include(from);
    writeFileSync(path, text.replace(from, to));
  };

  /** Loads airlines by window instead of as a whole. */
  const replaceAirlines = (folder: string): void => {
    change(folder, "flights.airlines.odcs.yaml", "value: replace", "value: append");
    change(
      folder,
      "flights.airlines.odcs.yaml",
      "  - property: lakehouseWriteMode",
      "  - property: lakehouseWindowColumn\n    value: seen_at\n  - property: lakehouseWriteMode",
    );
    change(
      folder,
      "flights.airlines.odcs.yaml",
      "    properties:\n",
      "    properties:\n      - name: seen_at\n        description: Instant.\n        logicalType: timestamp\n        required: true\n        classification: public\n",
    );
  };

  it("finds nothing in the contracts that the nights were run with", async () => {
    const { exitCode, stdout } = await lakehouse(["contracts", "check", copied(), "--live"]);
    expect(stdout).to.match(/\d+ contracts, all as their tables were last published\./);
    expect(exitCode).to.equal(0);
  });

  it("names each change, its verdict, who reads it, and what to do instead, with exit code 1 for a refused one", async () => {
    const folder = copied();
    change(folder, "flights.airports.odcs.yaml", "physicalType: int", "physicalType: bigint");
    expect((await lakehouse(["contracts", "check", folder, "--live"])).exitCode, "a wider type is allowed").to.equal(0);
    replaceAirlines(folder);
    const { exitCode, stdout } = await lakehouse(["contracts", "check", folder, "--live", "--json"]);
    const { contracts } = JSON.parse(stdout) as LiveDocument;
    expect(contracts.map(({ datasetId }) => datasetId)).to.deep.equal(["flights.airlines", "flights.airports"]);
    const [airlines, airports] = contracts;
    expect(airlines?.changes.map(({ kind, verdict }) => `${kind} ${verdict}`)).to.deep.equal([
      "WRITE_MODE refused",
      "ADDED allowed",
    ]);
    expect(airlines?.changes[0]?.readBy).to.include("flights_curated.daily_on_time_rate");
    expect(airports?.changes.map(({ kind, verdict }) => `${kind} ${verdict}`)).to.deep.equal(["TYPE allowed"]);
    expect(exitCode).to.equal(1);
    const text = await lakehouse(["contracts", "check", folder, "--live"]);
    expect(text.stdout)
      .to.include("instead: declare a dataset with another name")
      .and.to.include("3 changes of 2 contracts, 1 refused.");
  });

  it("is what the deployment asks before it changes anything", async () => {
    const folder = copied();
    replaceAirlines(folder);
    const options = sandboxClientOptions();
    const clients = { ssm: new SSMClient(options), s3: new S3Client({ ...options, forcePathStyle: true }) };
    const lambda = new LambdaClient(options);
    const { artifactsBucket: Bucket, bundleKey } = await readDeployment("sandbox", clients.ssm);
    const Key = "contracts/of-a-test.json";
    await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: loadContracts(folder).json }));
    const accept = async (key: string): Promise<string> => {
      const Payload = JSON.stringify({ bundleKey: key });
      const answer = await lambda.send(new InvokeCommand({ FunctionName: "lakehouse-sandbox-accept", Payload }));
      return answer.Payload?.transformToString() ?? "";
    };
    try {
      expect(JSON.parse(await accept(bundleKey))).to.deep.equal({ allowed: [] });
      expect(await accept(Key)).to.match(
        /CONTRACT_CHANGE_REFUSED dataset flights\.airlines: WRITE_MODE replace → append/,
      );
    } finally {
      await clients.s3.send(new DeleteObjectCommand({ Bucket, Key }));
      for (const client of [...Object.values(clients), lambda]) client.destroy();
    }
  });
});
