/** A run with more datasets than fit in a transaction; concurrent planners and workers are each killed at any write. */
import { expect } from "chai";
import fc from "fast-check";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { planRun, type PlanPorts } from "../../../lambdas/plan/plan-run.ts";
import { resumeWhenSettled } from "../../../lambdas/shared/completion.ts";
import { ledgerReader } from "../../../aws/ledger/ledger-reader.ts";
import { pageLedger } from "../../../aws/ledger/page-ledger.ts";
import { runLedger } from "../../../aws/ledger/run-ledger.ts";
import { datasetsPerGroup } from "../../../model/ledger.ts";
import type { DatasetItem } from "../../../model/documents/ledger-items.ts";
import type { PageMessage } from "../../../model/documents/page-message.ts";
import { bundleKey, bundleOf, dataset, fakeClock, runId, runItem, window } from "../../unit/lambdas/fakes.ts";
import { connectorOfApi, json } from "../../unit/sources/fake-source.ts";
import { memoryTable } from "./memory-table.ts";

const size = 220;
const names = Array.from({ length: size }, (_, index) => `d${index.toString().padStart(4, "0")}`);
const bundle = bundleOf(...names.map((name) => dataset(name, 10)));
const input = { runId, group: "ops", window };
const at = "2026-01-06T02:00:00.000Z";

class Killed extends Error {}

/** How a caller's ledger calls end: at call `killAt` the caller dies, after the call took effect or before it. */
interface Fate {
  readonly killAt: number | undefined;
  readonly done: boolean;
  /** The call that waits until all others have finished. */
  readonly lateAt?: number | undefined;
}

const fates = fc.record({ killAt: fc.option(fc.nat({ max: 14 }), { nil: undefined }), done: fc.boolean() });

type Turn = <Result>(work: () => Promise<Result>) => Promise<Result>;

const lateFates = fc.record({
  killAt: fc.constant(undefined),
  done: fc.constant(true),
  lateAt: fc.integer({ min: 1, max: 8 }),
});

const mortal = (
  client: DynamoDBDocumentClient,
  turn: Turn,
  { killAt, done, lateAt }: Fate,
  beLate: () => Promise<void> = () => Promise.resolve(),
): DynamoDBDocumentClient => {
  let calls = 0;
  const send = async (command: never): Promise<unknown> => {
    if (calls === lateAt) await beLate();
    const last = calls === killAt;
    if (killAt !== undefined && calls > killAt) throw new Killed();
    calls += 1;
    if (last && !done) throw new Killed();
    const result = await turn(async () => client.send(command));
    if (last) throw new Killed();
    return result;
  };
  return { send } as unknown as DynamoDBDocumentClient;
};

/** @param onSent runs when messages have been sent, while other planners may still be working */
const night = (onSent: (messages: readonly PageMessage[]) => void = () => undefined) => {
  const { client } = memoryTable();
  const queue: PageMessage[] = [];
  const resumed: string[] = [];
  const resume = (taskToken: string) => {
    // Step Functions accepts a token once.
    if (resumed.includes(taskToken)) return Promise.resolve("LATE" as const);
    resumed.push(taskToken);
    return Promise.resolve("RESUMED" as const);
  };
  /** Planners see different counts, as if the source were changing. */
  const plan = (planner: number, ofPlanner: DynamoDBDocumentClient) => {
    const reader = ledgerReader(ofPlanner, "ledger");
    const ports: PlanPorts = {
      readBundle: () => Promise.resolve(bundle),
      bundleKey,
      connectorOf: connectorOfApi(() => json(`{"data":[],"total":${planner + 1}}`)),
      standings: { of: () => Promise.resolve([]) },
      ledger: { ...reader, ...runLedger(ofPlanner, "ledger", fakeClock()) },
      send: async (messages) => {
        expect(await ledgerReader(client, "ledger").datasets(runId), "all are there before a page is").to.have.length(
          size,
        );
        queue.push(...messages);
        onSent(messages);
      },
      resume,
      isRunning: () => Promise.resolve(true),
      now: () => 0,
    };
    return planRun({ ...input, taskToken: `token-${planner}` }, 0, ports);
  };
  const work = async (message: PageMessage, ofWorker: DynamoDBDocumentClient): Promise<void> => {
    const { expectedRows: rows = 0 } = message;
    const record = {
      page: message.page,
      key: "k",
      rows,
      bytes: 1,
      sha256: "0".repeat(64),
      rowHashSum: "0",
      extractedAt: at,
    };
    await pageLedger(ofWorker, "ledger", fakeClock()).land(message, record);
    await resumeWhenSettled(runId, ledgerReader(ofWorker, "ledger"), resume);
  };
  return { client, queue, resumed, plan, work };
};

const survive = async (work: Promise<unknown>): Promise<void> => {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
};

const immortal: Fate = { killAt: undefined, done: true };

describe("runs of large groups", () => {
  it("are opened with one planner's counts, count each page once, and resume once, whoever is killed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.tuple(lateFates, fates, fates),
        fc.array(fates, { minLength: 3, maxLength: 3 }),
        async (scheduler, planners, workers) => {
          const delivered: Promise<void>[] = [];
          const { client, queue, resumed, plan, work } = night((messages) => {
            for (const [index, fate] of workers.entries()) {
              // Datasets beyond those that the first transaction writes.
              const message = messages[100 + 40 * index];
              if (message !== undefined) delivered.push(survive(work(message, mortal(client, turn, fate))));
            }
          });
          const turn: Turn = (call) => scheduler.schedule(Promise.resolve()).then(call);
          let release = (): void => undefined;
          const released = new Promise<void>((resolve) => (release = resolve));
          const clock: Promise<void>[] = [];
          const started = planners.map((fate, index) => {
            let reached = (): void => undefined;
            clock.push(new Promise((resolve) => (reached = resolve)));
            const beLate = (): Promise<void> => {
              reached();
              return released;
            };
            return survive(plan(index, mortal(client, turn, fate, beLate))).finally(reached);
          });
          await scheduler.waitFor(Promise.all(clock));
          await plan(planners.length, client);
          await scheduler.waitFor(Promise.all(delivered));
          release();
          await scheduler.waitFor(Promise.all(started));
          await scheduler.waitFor(Promise.all(delivered));
          const last = planners.length + 1;
          await plan(last, client);
          // Each page's first message; the others are redeliveries of a landed page.
          const first = new Map(queue.map((message) => [message.datasetId, message]));
          for (const message of first.values()) await work(message, client);

          const items = await ledgerReader(client, "ledger").datasets(runId);
          expect(items.map(({ datasetId }) => datasetId)).to.have.members(names.map((name) => `ops.${name}`));
          const counts = new Set(items.map(({ plannedRows }) => plannedRows));
          expect([...counts], "one planner's").to.have.length(1);
          expect(items.every((item) => item.landedPages === 1 && item.landedRows === item.plannedRows)).to.equal(true);
          expect(resumed.at(-1)).to.equal(`token-${last}`);
          expect(resumed).to.have.length(new Set(resumed).size);
        },
      ),
      { numRuns: 10 },
    );
  });

  it("are reconciled and ended by one call, with every dataset, however often and wherever calls are killed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(fates, { minLength: 2, maxLength: 4 }), async (scheduler, callers) => {
        const { client, plan } = night();
        await plan(0, client);
        const turn: Turn = (call) => scheduler.schedule(Promise.resolve()).then(call);
        const reconcile = (caller: number, ledger: DynamoDBDocumentClient) =>
          runLedger(ledger, "ledger", fakeClock()).reconcile({
            runId,
            manifestKey: `m-${caller}`,
            datasets: names.map((name) => ({ datasetId: `ops.${name}`, sourceRows: caller, rowHashSum: "0" })),
          });
        const finish = (state: "SUCCEEDED" | "FAILED", ledger: DynamoDBDocumentClient) =>
          runLedger(ledger, "ledger", fakeClock()).finish({
            run: runItem(),
            state,
            reportKey: "r",
            finishedAt: at,
            datasets: names.map((name) => ({ datasetId: `ops.${name}`, state })),
          });
        const work = callers.map((fate, index) => survive(reconcile(index, mortal(client, turn, fate))));
        await scheduler.waitFor(Promise.all(work));
        await reconcile(
          9,
          mortal(client, (call) => call(), immortal),
        );
        const run = await ledgerReader(client, "ledger").run(runId);
        const agree = (items: readonly DatasetItem[]): boolean =>
          items.length === size &&
          items.every((item) => item.state === "RECONCILED" && `m-${String(item.sourceRows)}` === run?.manifestKey);
        expect(agree(await ledgerReader(client, "ledger").datasets(runId))).to.equal(true);

        const ends = callers.map((fate, index) =>
          survive(finish(index % 2 === 0 ? "SUCCEEDED" : "FAILED", mortal(client, turn, fate))),
        );
        await scheduler.waitFor(Promise.all(ends));
        await finish("FAILED", client);
        const { state } = (await ledgerReader(client, "ledger").run(runId)) ?? {};
        const items = await ledgerReader(client, "ledger").datasets(runId);
        expect(items.filter((item) => item.state === state)).to.have.length(size);
      }),
      { numRuns: 25 },
    );
  });

  it("fit on the run's item while they are written, also when every dataset failed for a reason of its own", async () => {
    const { client, items } = memoryTable();
    let largest = 0;
    const watched = {
      send: async (command: never): Promise<unknown> => {
        const result: unknown = await client.send(command);
        for (const item of items.values()) {
          largest = Math.max(largest, (item["pending"] as Uint8Array | undefined)?.byteLength ?? 0);
        }
        return result;
      },
    } as unknown as DynamoDBDocumentClient;
    const random = (seed: number): string =>
      Array.from({ length: 200 }, (_, at) => ((seed * 7919 + at * at * 31) % 36).toString(36)).join("");
    const failed = Array.from({ length: datasetsPerGroup }, (_, index) => ({
      ...{ datasetId: `source_with_a_name.dataset_with_a_long_name_${index}`, state: "FAILED" as const },
      ...{ plannedRows: 0, plannedPages: 0, landedRows: 0, landedPages: 0, landedBytes: 0, failedPages: 0 },
      error: `SOURCE_HTTP_500 count of dataset_${index}: the source answers 500: ${random(index)}`,
    }));
    const ledger = runLedger(watched, "ledger", fakeClock());
    expect(await ledger.open(runItem(), failed)).to.equal("OPENED");
    expect(await ledgerReader(client, "ledger").datasets(runId)).to.have.length(datasetsPerGroup);
    expect(largest).to.be.within(1, 300_000);
  });
});
