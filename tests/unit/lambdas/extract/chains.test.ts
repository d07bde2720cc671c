import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { extractBatch } from "../../../../lambdas/extract/extract-batch.ts";
import { isSettled } from "../../../../model/ledger.ts";
import { rawPageKey } from "../../../../model/names.ts";
import type { LandedPageItem } from "../../../../model/documents/ledger-items.ts";
import type { PageMessage } from "../../../../model/documents/page-message.ts";
import { Fault } from "../../../../model/fault.ts";
import { connectorOfApi, json, type Call } from "../../sources/fake-source.ts";
import { bundleKey, dataset, datasetItem, memoryLedger, runId, runItem, window } from "../fakes.ts";
import { batchPorts, context, eventOf } from "./batch.ts";

const cursorPaging = { type: "cursor", size: "limit", cursor: "cursor", next: "$.next" } as const;
const events = dataset("events", 2, "recorded_at", { paging: cursorPaging, total: { from: "none" } });
const ids = [1, 2, 3, 4, 5, 6, 7];
const pageCount = 4;

const first: PageMessage = {
  ...{ runId, group: "ops", datasetId: "ops.events", page: 0, piece: { size: 2 }, window, bundleKey },
};
const planned = datasetItem({ plannedPages: 1, firstPiece: first.piece });

/** A source of four pages, each of which has the next one's cursor; `before` may refuse a call, or take time. */
const setUp = (before: (call: Call, number: number) => void = () => undefined) => {
  const { plannedRows, ...item } = planned;
  expect(plannedRows).to.equal(2);
  const ledger = memoryLedger(runItem(), [item]);
  const calls: string[] = [];
  const connectorOf = connectorOfApi((call) => {
    const cursor = call.query["cursor"] ?? "";
    calls.push(cursor);
    before(call, calls.length);
    const from = Number(cursor.slice(1));
    const data = ids.slice(from, from + 2).map((id) => ({ id }));
    return json(JSON.stringify({ data, next: from + 2 < ids.length ? `c${from + 2}` : null }));
  });
  return { ledger, calls, ...batchPorts(events, connectorOf, ledger) };
};
type Parts = ReturnType<typeof setUp>;

const itemOf = ({ ledger }: Parts) => ledger.items.get("ops.events") ?? planned;
const countersOf = (parts: Parts) => {
  const { landedRows, landedPages, failedPages, plannedPages } = itemOf(parts);
  return { landedRows, landedPages, failedPages, plannedPages };
};
const whole = { landedRows: 7, landedPages: 4, failedPages: 0, plannedPages: 4 };

const textOf = ({ objects }: Parts): string =>
  Array.from({ length: pageCount }, (_, page) => objects.get(rawPageKey("ops", "events", runId, page)))
    .map((object) => (object === undefined ? "" : gunzipSync(object).toString()))
    .join("");
const allRows = ids.map((id) => `{"id":${id}}\n`).join("");

const refusal = (retry: "soon" | "later"): Fault =>
  new Fault({ code: "SOURCE_HTTP_500", place: "p", message: "m", fix: "f" }, { retry });

/** Delivers what was sent to the queue, until nothing is left. */
const drain = async (parts: Parts, receiveCount = 1): Promise<void> => {
  for (let next = parts.sent.shift(); next !== undefined; next = parts.sent.shift()) {
    await extractBatch(eventOf([next[0]], receiveCount), context, parts.ports);
  }
};

describe("a chain of pages", () => {
  it("is followed to its end in one delivery, and the run resumed once", async () => {
    const parts = setUp();
    expect(await extractBatch(eventOf([first]), context, parts.ports)).to.deep.equal({ batchItemFailures: [] });
    expect(parts.calls).to.deep.equal(["", "c2", "c4", "c6"]);
    expect(countersOf(parts)).to.deep.equal(whole);
    expect(textOf(parts)).to.equal(allRows);
    expect(parts.sent).to.deep.equal([]);
    expect(parts.resumed).to.deep.equal([{ taskToken: "token-1", output: { pages: 4 } }]);
  });

  it("keeps with each page where the next one begins, and with the last one nothing", async () => {
    const parts = setUp();
    await extractBatch(eventOf([first]), context, parts.ports);
    const items = [...parts.ledger.pageItems.values()] as readonly LandedPageItem[];
    expect(items.map(({ page, next }) => [page, next?.["at"]])).to.deep.equal([
      [0, "c2"],
      [1, "c4"],
      [2, "c6"],
      [3, undefined],
    ]);
    expect(items[3]).to.not.have.property("next");
  });

  it("is never taken for done while a page of it is awaited", async () => {
    const states: boolean[] = [];
    const parts: Parts = setUp(() => {
      states.push(isSettled(itemOf(parts)));
    });
    await extractBatch(eventOf([first]), context, parts.ports);
    expect(states).to.deep.equal([false, false, false, false]);
    expect(isSettled(itemOf(parts))).to.equal(true);
  });

  it("goes back to the queue with its next page when the delivery's time is up, and goes on from there", async () => {
    const parts: Parts = setUp((_call, number) => {
      // the second page takes long
      if (number === 2) void parts.ports.clock.sleep(25_000);
    });
    expect(await extractBatch(eventOf([first]), context, parts.ports)).to.deep.equal({ batchItemFailures: [] });
    expect(countersOf(parts)).to.deep.equal({ landedRows: 4, landedPages: 2, failedPages: 0, plannedPages: 3 });
    expect(parts.resumed).to.deep.equal([]);
    const [[next, seconds] = [], ...others] = parts.sent;
    expect(others).to.deep.equal([]);
    expect(seconds).to.equal(0);
    expect(next).to.deep.include({
      ...first,
      page: 2,
      piece: { at: "c4", size: 2, mark: { at: "c4", pages: 2, left: 2 } },
    });
    await drain(parts);
    expect(countersOf(parts)).to.deep.equal(whole);
    expect(textOf(parts)).to.equal(allRows);
    expect(parts.resumed).to.have.length(1);
  });

  it("goes back before the function's own time is up", async () => {
    const parts: Parts = setUp((_call, number) => {
      if (number === 2) void parts.ports.clock.sleep(8_000);
    });
    const short = { getRemainingTimeInMillis: () => 10_000 } as typeof context;
    await extractBatch(eventOf([first]), short, parts.ports);
    expect(parts.calls).to.have.length(2);
    expect(parts.sent.map(([{ page }]) => page)).to.deep.equal([2]);
  });

  it("sends a page that fails to the queue alone, later, and is done with those before it", async () => {
    const parts = setUp(({ query }, number) => {
      if (query["cursor"] === "c4" && number < 4) throw refusal("soon");
    });
    expect(await extractBatch(eventOf([first]), context, parts.ports)).to.deep.equal({ batchItemFailures: [] });
    expect(parts.postponed).to.deep.equal([]);
    expect(countersOf(parts)).to.deep.equal({ landedRows: 4, landedPages: 2, failedPages: 0, plannedPages: 3 });
    const [[failing, seconds] = []] = parts.sent;
    expect(failing).to.include({ page: 2 });
    // as an outage's first redelivery
    expect(seconds).to.be.within(1, 15);
    await drain(parts);
    expect(parts.calls).to.deep.equal(["", "c2", "c4", "c4", "c6"]);
    expect(countersOf(parts)).to.deep.equal(whole);
    expect(textOf(parts)).to.equal(allRows);
  });

  it("gives a page of its own message back as any other, with its deliveries counted", async () => {
    const parts = setUp(({ query }) => {
      if (query["cursor"] === "c4") throw refusal("later");
    });
    await extractBatch(eventOf([first]), context, parts.ports);
    const failing = parts.sent.map(([message]) => message);
    parts.sent.length = 0;
    const { batchItemFailures } = await extractBatch(eventOf(failing, 2), context, parts.ports);
    expect(batchItemFailures).to.deep.equal([{ itemIdentifier: "m-0" }]);
    expect(parts.postponed).to.have.length(1);
    expect(parts.sent).to.deep.equal([]);
  });

  it("can end with a page that is given up: the run resumes, and the page is named", async () => {
    const parts = setUp(({ query }) => {
      if (query["cursor"] === "c4") throw refusal("later");
    });
    await extractBatch(eventOf([first]), context, parts.ports);
    expect(isSettled(itemOf(parts))).to.equal(false);
    const failing = parts.sent.map(([message]) => message);
    await extractBatch(eventOf(failing, 5), context, parts.ports);
    expect(countersOf(parts)).to.deep.equal({ landedRows: 4, landedPages: 2, failedPages: 1, plannedPages: 3 });
    expect(isSettled(itemOf(parts))).to.equal(true);
    const failed = [...parts.ledger.pageItems.values()].find(({ state }) => state === "FAILED");
    expect(failed)
      .to.deep.include({ page: 2, datasetId: "ops.events" })
      .and.to.have.property("error")
      .that.contains("500");
    // the output counts what landed
    expect(parts.resumed).to.deep.equal([{ taskToken: "token-1", output: { pages: 2 } }]);
  });

  it("can end with its first page given up", async () => {
    const parts = setUp(() => {
      throw refusal("later");
    });
    await extractBatch(eventOf([first], 5), context, parts.ports);
    expect(countersOf(parts)).to.deep.equal({ landedRows: 0, landedPages: 0, failedPages: 1, plannedPages: 1 });
    expect(parts.resumed).to.have.length(1);
  });

  it("goes on with the stored next piece when a message comes again whose page has landed", async () => {
    const parts = setUp();
    // the function was killed after the second page, before anything else
    let landed = 0;
    const killed = {
      ...parts.ports,
      ledger: {
        ...parts.ledger,
        situation: async (address: Parameters<typeof parts.ledger.situation>[0]) => {
          landed += 1;
          if (landed > 2) throw new Error("killed");
          return parts.ledger.situation(address);
        },
      },
      send: () => Promise.reject(new Error("killed")),
    };
    const { batchItemFailures } = await extractBatch(eventOf([first]), context, killed);
    expect(batchItemFailures).to.have.length(1);
    expect(countersOf(parts).landedPages).to.equal(2);
    parts.calls.length = 0;
    expect(await extractBatch(eventOf([first], 2), context, parts.ports)).to.deep.equal({ batchItemFailures: [] });
    expect(parts.calls, "no page is asked for twice").to.deep.equal(["c4", "c6"]);
    expect(countersOf(parts)).to.deep.equal(whole);
    expect(textOf(parts)).to.equal(allRows);
  });

  it("lands a page after a crash between object and ledger, and goes on", async () => {
    const parts = setUp();
    const killed = { ...parts.ports, ledger: { ...parts.ledger, land: () => Promise.reject(new Error("killed")) } };
    expect((await extractBatch(eventOf([first]), context, killed)).batchItemFailures).to.have.length(1);
    expect(parts.objects.size).to.equal(1);
    await extractBatch(eventOf([first], 2), context, parts.ports);
    expect(countersOf(parts)).to.deep.equal(whole);
  });

  it("changes nothing when a message of it is delivered again after its end", async () => {
    const parts = setUp();
    await extractBatch(eventOf([first]), context, parts.ports);
    const before = { counters: countersOf(parts), pages: new Map(parts.ledger.pageItems), calls: parts.calls.length };
    for (const message of [first, { ...first, page: 2, piece: { at: "c4", size: 2 } }]) {
      expect(await extractBatch(eventOf([message], 2), context, parts.ports)).to.deep.equal({ batchItemFailures: [] });
    }
    expect({ counters: countersOf(parts), pages: parts.ledger.pageItems, calls: parts.calls.length }).to.deep.equal(
      before,
    );
    expect(parts.sent).to.deep.equal([]);
  });

  it("lands each page once when it is followed twice at once", async () => {
    const parts = setUp();
    await Promise.all([1, 2].map(async () => extractBatch(eventOf([first]), context, parts.ports)));
    await drain(parts);
    expect(countersOf(parts)).to.deep.equal(whole);
    expect(parts.objects.size).to.equal(pageCount);
    expect(textOf(parts)).to.equal(allRows);
  });

  it("stops where the run is over", async () => {
    const parts: Parts = setUp((_call, number) => {
      if (number === 2) parts.ledger.items.set("ops.events", { ...itemOf(parts), state: "FAILED" });
    });
    await extractBatch(eventOf([first]), context, parts.ports);
    expect(parts.calls).to.have.length(2);
    expect([countersOf(parts).landedPages, parts.sent.length]).to.deep.equal([1, 0]);
    // also where a landed page knows of a next one
    await extractBatch(eventOf([first], 2), context, parts.ports);
    expect(parts.calls).to.have.length(2);
  });

  it("fails where the source returns to a page, and names it", async () => {
    const circling = connectorOfApi(({ query }) =>
      json(`{"data":[{"id":1}],"next":"${query["cursor"] === "a" ? "b" : "a"}"}`),
    );
    const parts = setUp();
    await extractBatch(eventOf([first]), context, { ...parts.ports, connectorOf: circling });
    expect(parts.sent).to.have.length(1);
    const failing = parts.sent.map(([message]) => message);
    await extractBatch(eventOf(failing, 5), context, { ...parts.ports, connectorOf: circling });
    const failed = [...parts.ledger.pageItems.values()].find(({ state }) => state === "FAILED");
    expect(failed).to.have.property("error").that.contains("PAGING_ENDLESS");
    expect(parts.resumed).to.have.length(1);
  });
});
