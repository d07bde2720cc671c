import { createHash } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { Context, SQSEvent } from "aws-lambda";
import { expect } from "chai";
import { extractBatch, type BatchPorts } from "../../../lambdas/extract/extract-batch.ts";
import { planRun } from "../../../lambdas/plan/plan-run.ts";
import { reconcileRun, type ReconcilePorts } from "../../../lambdas/reconcile/reconcile-run.ts";
import { s3Documents } from "../../../aws/s3/documents.ts";
import { ledgerReader } from "../../../aws/ledger/ledger-reader.ts";
import { pageLedger } from "../../../aws/ledger/page-ledger.ts";
import { rawStore } from "../../../aws/s3/raw-store.ts";
import { runLedger } from "../../../aws/ledger/run-ledger.ts";
import { standingReader } from "../../../aws/ledger/standing-ledger.ts";
import { connectorsOf } from "../../../sources/connectors.ts";
import { requestDefaults } from "../../../sources/rest/settings.ts";
import { systemClock } from "../../../aws/clock.ts";
import type { Bundle, Dataset } from "../../../model/documents/contract-bundle.ts";
import { runId as runIdOf } from "../../../model/names.ts";
import type { Manifest } from "../../../model/documents/manifest.ts";
import type { PageMessage } from "../../../model/documents/page-message.ts";
import { missionProfile } from "../../../sandbox/source/mission.ts";
import { sourceServer } from "../../../sandbox/source/server.ts";
import { sourceTokens } from "../../../sandbox/source/tokens.ts";
import { createStores, type Stores } from "./stores.ts";

const rowsPerDay = 2_345;
const window = { since: "2026-01-05T00:00:00.000Z", until: "2026-01-06T00:00:00.000Z" };
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const bundleKey = "contracts/test.json";

const dataset = (name: string, pageSize: number, windowColumn?: string): Dataset => ({
  id: `mission.${name}`,
  source: "mission",
  name,
  version: "1.0.0",
  description: name,
  owner: "ops",
  columns: [],
  primaryKey: [],
  writeMode: windowColumn === undefined ? "replace" : "append",
  partitions: [],
  extraction: {
    request: { path: `/${name}`, pageSize, ...requestDefaults },
    ...(windowColumn !== undefined && { windowColumn }),
  },
  group: "mission",
  rawRetentionDays: 10,
  freshnessHours: 26,
  tolerance: { quarantineWarnPercent: 0, quarantineStopPercent: 100, empty: false, removedRows: "keep" },
});
const bundle: Bundle = {
  formatVersion: 1,
  sources: [
    {
      ...{ name: "mission", description: "mission", kind: "rest", tokenSecret: "token" },
      settings: { auth: { type: "bearer", secret: "token" } },
    },
  ],
  schedules: [],
  datasets: [dataset("transactions", 100, "recorded_at"), dataset("customers", 5_000)],
};

const deliver = (messages: readonly PageMessage[]): SQSEvent =>
  ({
    Records: messages.map((message, index) => ({
      messageId: index.toString(),
      receiptHandle: index.toString(),
      body: JSON.stringify(message),
      attributes: { ApproximateReceiveCount: "1" },
      eventSource: "aws:sqs",
    })),
  }) as unknown as SQSEvent;

describe("extraction of a run into S3 and DynamoDB", () => {
  let stores: Stores;
  let server: Server;
  let ports: BatchPorts & ReconcilePorts;
  let attempt = 0;
  const resumed: string[] = [];

  before(async () => {
    stores = await createStores();
    server = sourceServer(missionProfile({ rowsPerDay, preparedDate: undefined }), sourceTokens("test-token"));
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const connectorOf = connectorsOf(new Map([["mission", { address: baseUrl, secretId: "token" }]]), {
      readSecret: () => Promise.resolve("test-token"),
      takeFromRate: () => Promise.reject(new Error("the source has no rate")),
      timeoutSeconds: 20,
      clock: systemClock,
    });
    const reader = ledgerReader(stores.dynamo, stores.table);
    ports = {
      readBundle: () => Promise.resolve(bundle),
      connectorOf,
      raw: rawStore(stores.s3, stores.bucket, systemClock),
      rawBucket: stores.bucket,
      artifacts: s3Documents(stores.s3, stores.bucket),
      runs: reader,
      ledger: {
        ...reader,
        ...pageLedger(stores.dynamo, stores.table, systemClock),
        ...runLedger(stores.dynamo, stores.table, systemClock),
      },
      resume: (token) => {
        resumed.push(token);
        return Promise.resolve("RESUMED");
      },
      postpone: () => Promise.resolve(),
      send: () => Promise.reject(new Error("these datasets have no chains")),
      log: { info: () => undefined, warn: () => undefined },
      clock: systemClock,
      now: systemClock.now,
      maxReceiveCount: 5,
      patienceSeconds: 120,
    };
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await stores.remove();
  });

  const plan = async (contracts: Bundle = bundle) => {
    attempt += 1;
    const runId = runIdOf("mission", window, attempt);
    const messages: PageMessage[] = [];
    const input = { runId, group: "mission", window };
    const ledger = {
      ...ledgerReader(stores.dynamo, stores.table),
      ...runLedger(stores.dynamo, stores.table, systemClock),
    };
    const deadline = Date.now() + 60_000;
    await planRun({ ...input, taskToken: `token-${runId}` }, deadline, {
      ...ports,
      readBundle: () => Promise.resolve(contracts),
      standings: standingReader(stores.dynamo, stores.table),
      ledger,
      bundleKey,
      // the tests' runs are never reported, so each of them leaves the group locked
      isRunning: () => Promise.resolve(false),
      send: (sent) => {
        messages.push(...sent);
        return Promise.resolve();
      },
    });
    return {
      input,
      runId,
      messages,
      reconcile: async () =>
        reconcileRun({ ...input, jobLimits: { workers: 2, timeoutMinutes: 60 } }, deadline, {
          ...ports,
          readBundle: () => Promise.resolve(contracts),
        }),
    };
  };
  const objectText = async (key: string): Promise<Buffer> => {
    const object = await stores.s3.send(new GetObjectCommand({ Bucket: stores.bucket, Key: key }));
    return Buffer.from((await object.Body?.transformToByteArray()) ?? []);
  };

  it("lands every record once, with its own digits, however messages arrive", async () => {
    const { runId, messages, reconcile } = await plan();
    expect(messages).to.have.length(25);
    const backwards = [...messages].reverse();
    await Promise.all([
      extractBatch(deliver(backwards), context, ports),
      extractBatch(deliver(messages), context, ports),
    ]);
    expect(new Set(resumed)).to.deep.equal(new Set([`token-${runId}`]));

    const { manifestKey, reconciled, failed, landedSources } = await reconcile();
    expect({ reconciled, failed }).to.deep.equal({ reconciled: 2, failed: 0 });
    // these tests' contracts name no field
    expect(landedSources).to.deep.equal([{ source: "mission", drifted: true }]);
    const manifest = JSON.parse((await objectText(manifestKey)).toString()) as Manifest;
    const transactions = manifest.datasets.find(({ datasetId }) => datasetId === "mission.transactions");
    expect(transactions).to.include({ sourceRows: rowsPerDay, rows: rowsPerDay });

    const lines: string[] = [];
    for (const { key, sha256 } of transactions?.objects ?? []) {
      const bytes = await objectText(key);
      expect(createHash("sha256").update(bytes).digest("hex")).to.equal(sha256);
      lines.push(...gunzipSync(bytes).toString().trimEnd().split("\n"));
    }
    const answer = await fetch(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/transactions?limit=5000` +
        `&updated_since=${window.since}&updated_until=${window.until}`,
      { headers: { authorization: "Bearer test-token" } },
    );
    expect(`{"data":[${lines.join(",")}],"total":2345,"limit":5000,"offset":0}`).to.equal(await answer.text());
    expect(lines[0]).to.match(/"transaction_id":4611\d{15},/);
  });

  it("lands the hours before the night as well where the contract looks back, and says so to the job", async () => {
    const [transactions, ...others] = bundle.datasets;
    if (transactions === undefined) throw new Error("there are transactions");
    const extraction = { ...transactions.extraction, lookbackHours: 12 };
    const contracts = { ...bundle, datasets: [{ ...transactions, extraction }, ...others] };
    const { messages, reconcile } = await plan(contracts);
    await extractBatch(deliver(messages), context, { ...ports, readBundle: () => Promise.resolve(contracts) });
    const manifest = JSON.parse((await objectText((await reconcile()).manifestKey)).toString()) as Manifest;
    expect(manifest.window).to.deep.equal(window);
    const [customers, landed] = manifest.datasets;
    expect(customers?.window).to.deep.equal(window);
    expect(landed?.window).to.deep.equal({ since: "2026-01-04T12:00:00.000Z", until: window.until });
    // half of the previous day
    expect(landed?.rows).to.equal(rowsPerDay + Math.floor(rowsPerDay / 2));
  });

  it("fails the dataset, and only it, when an object appears that no page has written", async () => {
    const { runId, messages, reconcile } = await plan();
    await extractBatch(deliver(messages), context, ports);
    const key = `mission/transactions/run=${runId}/page-000099.jsonl.gz`;
    await stores.s3.send(new PutObjectCommand({ Bucket: stores.bucket, Key: key, Body: "stranger" }));
    expect(await reconcile()).to.include({ reconciled: 1, failed: 1 });
    const items = await ledgerReader(stores.dynamo, stores.table).datasets(runId);
    const errors = items.map(({ datasetId, state, error }) => [datasetId, state, error?.includes(key) ?? false]);
    expect(errors).to.deep.equal([
      ["mission.customers", "RECONCILED", false],
      ["mission.transactions", "FAILED", true],
    ]);
  });

  it("names the pages that a timeout has left out", async () => {
    const { runId, messages, reconcile } = await plan();
    const some = messages.filter(({ datasetId, page }) => datasetId !== "mission.transactions" || page % 10 !== 3);
    await extractBatch(deliver(some), context, ports);
    expect(resumed).to.not.include(`token-${runId}`);
    await reconcile();
    const items = await ledgerReader(stores.dynamo, stores.table).datasets(runId);
    expect(items.map(({ error }) => error)[1]).to.contain("3 pages never landed: 3, 13, 23");
  });
});
