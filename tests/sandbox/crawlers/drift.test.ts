import { expect } from "chai";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { gzipSync } from "node:zlib";
import type { DriftDocument } from "../../../cli/output/drift.ts";
import { readDeployment } from "../../../aws/ssm/deployment.ts";
import { rawPageKey } from "../../../model/names.ts";
import { SSMClient } from "@aws-sdk/client-ssm";
import { lakehouse } from "../../support/command.ts";
import { flightsDemo } from "../../support/flights-demo.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";

describe("Drift of the deployed flights", () => {
  let s3: S3Client;
  let bucket: string;
  const run = "zz-drift-of-a-test";
  const key = rawPageKey("flights", "airlines", run, 0);

  before(async () => {
    await flightsDemo();
    const options = sandboxClientOptions();
    s3 = new S3Client({ ...options, forcePathStyle: true });
    ({ rawBucket: bucket } = await readDeployment("sandbox", new SSMClient(options)));
  });
  after(async () => {
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    await lakehouse(["drift", "flights", "--crawl"]);
    s3.destroy();
  });

  const drift = async (...args: string[]): Promise<{ exitCode: number | null; document: DriftDocument }> => {
    const { exitCode, stdout } = await lakehouse(["drift", ...args, "--json"]);
    return { exitCode, document: JSON.parse(stdout) as DriftDocument };
  };

  it("is none in the nights' reports: the source sends what the contracts say", async () => {
    const { nights } = await flightsDemo();
    expect(nights.map(({ drift: found }) => [found?.findings, found?.unknown])).to.deep.equal(
      nights.map(() => [[], []]),
    );
  });

  it("is none by the command, which says when the source was crawled", async () => {
    const { exitCode, document } = await drift("flights");
    expect(document.findings).to.deep.equal([]);
    expect(document.sources.map(({ source, lastCrawl }) => [source, lastCrawl?.status])).to.deep.equal([
      ["flights", "SUCCEEDED"],
    ]);
    expect(document.datasets.map(({ crawledRun }) => crawledRun?.startsWith("flights-"))).to.deep.equal(
      document.datasets.map(() => true),
    );
    expect(exitCode).to.equal(0);
  });

  it("names a field that came, one that went and one whose type changed, with exit code 1", async () => {
    const records = [{ carrier: 9, full_name: "Endeavor Air Inc.", alliance: { name: "none" } }];
    const body = gzipSync(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    const { exitCode, document } = await drift("flights.airlines", "--crawl");
    expect(document.datasets.map(({ crawledRun }) => crawledRun)).to.deep.equal([run]);
    expect(document.findings.map(({ kind, column, found }) => [kind, column, found])).to.deep.equal([
      ["retyped", "carrier", "int"],
      ["missing", "name", undefined],
      ["new", "full_name", "string"],
      ["new", "alliance", "struct<name:string>"],
    ]);
    expect(exitCode).to.equal(1);
    const { stdout } = await lakehouse(["drift", "flights"]);
    expect(stdout).to.match(/flights\.airlines +carrier +retyped +int +string +zz-drift-of-a-test/);
  });

  it("refuses what is neither a source nor a dataset, and says what there is", async () => {
    const { exitCode, stderr } = await lakehouse(["drift", "flight"]);
    expect(exitCode).to.equal(2);
    expect(stderr).to.contain(
      '"flight" is neither a source nor a dataset; there are flights, mission, flights.airlines',
    );
  });
});
