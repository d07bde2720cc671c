import { expect } from "chai";
import { planRun, type PlanPorts } from "../../../../lambdas/plan/plan-run.ts";
import type { PageMessage } from "../../../../model/documents/page-message.ts";
import type { PageRecord } from "../../../../model/documents/page-record.ts";
import type { Standing } from "../../../../model/documents/standing.ts";
import type { RequestSettings } from "../../../../sources/rest/settings.ts";
import { connectorOfApi, json, type Call } from "../../sources/fake-source.ts";
import { bundleKey, bundleOf, dataset, memoryLedger, noStandings, runId, window, type MemoryLedger } from "../fakes.ts";

const input = { runId, group: "ops", window, taskToken: "token-1" };
const group = "ops";
const address = { runId, datasetId: "ops.events" };
const cursor = { type: "cursor", size: "limit", cursor: "cursor", next: "$.next" } as const;
const withoutTotal: RequestSettings = { paging: cursor, total: { from: "none" } };
const recordOf = (page: number, rows = 10): PageRecord => ({
  ...{ page, key: `k-${page}`, rows, bytes: 1, sha256: "0".repeat(64), rowHashSum: "0" },
  extractedAt: "2026-01-06T02:00:00.000Z",
});

/** A source that says it has 25 rows, if it is asked for a total. */
const setUp = (request: RequestSettings, ledger: MemoryLedger = memoryLedger()) => {
  const sent: PageMessage[] = [];
  const resumed: string[] = [];
  const calls: Call[] = [];
  const ports: PlanPorts = {
    readBundle: () => Promise.resolve(bundleOf(dataset("events", 10, "recorded_at", request))),
    bundleKey,
    connectorOf: connectorOfApi((call) => {
      calls.push(call);
      return json('{"data":[],"total":25}');
    }),
    ledger,
    standings: noStandings,
    send: (messages) => {
      sent.push(...messages);
      return Promise.resolve();
    },
    resume: (taskToken) => {
      resumed.push(taskToken);
      return Promise.resolve("RESUMED");
    },
    isRunning: () => Promise.resolve(false),
    now: () => 0,
  };
  return { ports, ledger, sent, resumed, calls };
};

const replanned = async (ledger: MemoryLedger, request = withoutTotal) => {
  const again = setUp(request, ledger);
  const result = await planRun({ ...input, taskToken: "token-2" }, 0, again.ports);
  return { ...again, result };
};

describe("plan of a chain of pages", () => {
  it("is its first page, which expects no number of rows where the source gives no total", async () => {
    const { ports, ledger, sent, resumed, calls } = setUp(withoutTotal);
    const result = await planRun(input, 0, ports);
    expect(result).to.deep.equal({ runId, datasets: 1, messages: 1, completion: "WAITING" });
    expect(sent).to.deep.equal([{ ...address, page: 0, piece: { size: 10 }, window, bundleKey, group }]);
    const item = ledger.items.get("ops.events");
    expect(item).to.deep.include({ state: "EXTRACTING", plannedPages: 1, landedPages: 0, firstPiece: { size: 10 } });
    expect(item).to.not.have.property("plannedRows");
    expect(calls, "there is nothing to count").to.deep.equal([]);
    expect(resumed).to.deep.equal([]);
  });

  it("expects the total where the source gives one, but no number of rows on a page", async () => {
    const { ports, ledger, sent } = setUp({ paging: cursor });
    await planRun(input, 0, ports);
    expect(sent).to.deep.equal([
      { ...address, page: 0, piece: { size: 10 }, expectedTotal: 25, window, bundleKey, group },
    ]);
    expect(ledger.items.get("ops.events")).to.include({ plannedRows: 25, plannedPages: 1 });
  });

  it("is a chain, too, of pages by offset whose number nobody knows", async () => {
    const { ports, ledger, sent } = setUp({ total: { from: "none" } });
    await planRun(input, 0, ports);
    expect(sent.map(({ page, piece }) => [page, piece])).to.deep.equal([[0, { size: 10 }]]);
    expect(ledger.items.get("ops.events")).to.have.property("firstPiece");
  });

  it("has no page where the source says that it has nothing", async () => {
    const { ports, ledger, sent } = setUp({ paging: cursor });
    const empty = connectorOfApi(() => json('{"data":[],"total":0}'));
    const result = await planRun(input, 0, { ...ports, connectorOf: empty });
    expect(result).to.include({ messages: 0, completion: "RESUMED" });
    expect(sent).to.deep.equal([]);
    expect(ledger.items.get("ops.events")).to.include({ plannedRows: 0, plannedPages: 0 });
  });

  it("is the first page again when it is called again before that has landed", async () => {
    const { ports, ledger, sent } = setUp(withoutTotal);
    await planRun(input, 0, ports);
    expect((await replanned(ledger)).sent).to.deep.equal(sent);
  });

  it("is only the next page when it is called again after some have landed, in whatever order they are read", async () => {
    const { ports, ledger } = setUp(withoutTotal);
    await planRun(input, 0, ports);
    for (const page of [0, 1, 2]) {
      await ledger.land({ ...address, page }, recordOf(page), { at: `c${page + 1}`, size: 10 });
    }
    const backwards = { ...ledger, pages: () => Promise.resolve([...ledger.pageItems.values()].reverse()) };
    for (const one of [ledger, backwards]) {
      const { sent, result } = await replanned(one);
      expect(sent).to.deep.equal([{ ...address, page: 3, piece: { at: "c3", size: 10 }, window, bundleKey, group }]);
      expect(result).to.include({ messages: 1, completion: "WAITING" });
    }
  });

  it("is nothing when the last page has landed, and the run goes on with the new token", async () => {
    const { ports, ledger } = setUp(withoutTotal);
    await planRun(input, 0, ports);
    await ledger.land({ ...address, page: 0 }, recordOf(0), { at: "c1", size: 10 });
    await ledger.land({ ...address, page: 1 }, recordOf(1, 3));
    const { sent, resumed, result } = await replanned(ledger);
    expect(sent).to.deep.equal([]);
    expect(result).to.include({ messages: 0, completion: "RESUMED" });
    expect(resumed).to.deep.equal(["token-2"]);
  });

  it("is nothing when a page of it was given up", async () => {
    const { ports, ledger } = setUp(withoutTotal);
    await planRun(input, 0, ports);
    await ledger.land({ ...address, page: 0 }, recordOf(0), { at: "c1", size: 10 });
    await ledger.fail({ ...address, page: 1 }, "SOURCE_HTTP_500", "2026-01-06T02:00:00.000Z");
    const { sent, result } = await replanned(ledger);
    expect(sent).to.deep.equal([]);
    expect(result.completion).to.equal("RESUMED");
  });

  it("doesn't look for late rows where there is no total to compare", async () => {
    const { ports, ledger, calls } = setUp(withoutTotal);
    const yesterday = { since: "2026-01-04T00:00:00.000Z", until: window.since };
    const standing: Standing = {
      ...{ datasetId: "ops.events", group: "ops", covered: [yesterday] },
      nights: [{ window: yesterday, landed: 20, loaded: 20, quarantined: 0 }],
      latest: { runId: "ops-before", window: yesterday, finishedAt: window.since, state: "SUCCEEDED" },
    };
    await planRun(input, 0, { ...ports, standings: { of: () => Promise.resolve([standing]) } });
    expect(ledger.items.get("ops.events")).to.not.have.property("late");
    expect(calls).to.deep.equal([]);
  });
});
