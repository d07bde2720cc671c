import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { extractBatch } from "../../../../lambdas/extract/extract-batch.ts";
import { Fault } from "../../../../model/fault.ts";
import { rawPageKey } from "../../../../model/names.ts";
import { connectorOfApi, json, type Call } from "../../sources/fake-source.ts";
import { bundleOf, dataset, datasetItem, memoryLedger, message, runId, runItem } from "../fakes.ts";
import { batchPorts, context, eventOf } from "./batch.ts";

const events = dataset("events", 2, "recorded_at");
const pages = [0, 1, 2].map((page) =>
  message({ page, piece: { at: (page * 2).toString(), size: 2 }, expectedRows: page === 2 ? 1 : 2, expectedTotal: 5 }),
);
const rows = ['{"id":9007199254740993}', '{"id":2,"amount":1.50}', '{"id":3}', '{"id":4}', '{"id":5}'];

type Change = (call: Call, answer: object) => object;

/** @param total the total that the source reports; it serves all of `rows` */
const setUp = (change: Change = (_request, answer) => answer, total = 5) => {
  const ledger = memoryLedger(runItem(), [datasetItem({ plannedRows: total, plannedPages: Math.ceil(total / 2) })]);
  const requests: Call[] = [];
  const connectorOf = connectorOfApi((call) => {
    requests.push(call);
    const [offset, limit] = [Number(call.query["offset"]), Number(call.query["limit"])];
    const data = rows.slice(offset, offset + limit).join(",");
    const text = `{"data":[${data}],${JSON.stringify({ total, limit, offset }).slice(1)}`;
    const answer = JSON.parse(text) as object;
    const changed = change(call, answer);
    // The text has digits that a parser loses
    return json(changed === answer ? text : JSON.stringify(changed));
  });
  return { ledger, requests, ...batchPorts(events, connectorOf, ledger) };
};

const counters = (ledger: ReturnType<typeof memoryLedger>) => {
  const { landedRows, landedPages, failedPages } = ledger.items.get("ops.events") ?? datasetItem();
  return { landedRows, landedPages, failedPages };
};

describe("extraction of a batch", () => {
  it("lands the source's own digits, counts them and resumes the run after its last page", async () => {
    const { ports, ledger, objects, requests, resumed } = setUp();
    expect(await extractBatch(eventOf(pages.slice(0, 2)), context, ports)).to.deep.equal({ batchItemFailures: [] });
    expect(resumed).to.deep.equal([]);
    await extractBatch(eventOf(pages.slice(2)), context, ports);
    expect(resumed).to.deep.equal([{ taskToken: "token-1", output: { pages: 3 } }]);
    expect(counters(ledger)).to.deep.equal({ landedRows: 5, landedPages: 3, failedPages: 0 });
    const first = objects.get(rawPageKey("ops", "events", runId, 0)) ?? Buffer.alloc(0);
    expect(gunzipSync(first).toString()).to.equal(`${rows[0] ?? ""}\n${rows[1] ?? ""}\n`);
    expect(requests[0]).to.deep.include({
      path: "/events",
      query: {
        limit: "2",
        offset: "0",
        updated_since: "2026-01-05T00:00:00.000Z",
        updated_until: "2026-01-06T00:00:00.000Z",
      },
    });
  });

  it("asks for the hours before the night as well where the contract looks back", async () => {
    const { ports, requests } = setUp();
    const lookingBack = { ...events, extraction: { ...events.extraction, lookbackHours: 6 } };
    await extractBatch(eventOf(pages), context, {
      ...ports,
      readBundle: () => Promise.resolve(bundleOf(lookingBack)),
    });
    expect(requests.map(({ query }) => [query["updated_since"], query["updated_until"]])).to.deep.equal(
      pages.map(() => ["2026-01-04T18:00:00.000Z", "2026-01-06T00:00:00.000Z"]),
    );
  });

  it("notes of a page's fields the names that the contract doesn't have, and no value", async () => {
    const { ports, ledger } = setUp();
    await extractBatch(eventOf(pages), context, ports);
    const inOrder = [...ledger.pageItems.values()].sort((one, other) => one.page - other.page);
    const noted = inOrder.map((item) => (item.state === "LANDED" ? item.fields : undefined));
    const id = { undeclared: ["id"], unnamed: 0, missing: [] };
    expect(noted).to.deep.equal([{ ...id, undeclared: ["amount", "id"] }, id, id]);
  });

  it("gives back only the page that failed, and soon", async () => {
    const { ports, ledger, postponed } = setUp((request, answer) =>
      request.query["offset"] === "2" ? { ...answer, total: 6 } : answer,
    );
    const response = await extractBatch(eventOf(pages), context, ports);
    expect(response.batchItemFailures).to.deep.equal([{ itemIdentifier: "m-1" }]);
    expect(counters(ledger)).to.deep.equal({ landedRows: 3, landedPages: 2, failedPages: 0 });
    expect(postponed).to.deep.equal([["r-1", 1]]);
  });

  const fullPages = [0, 1].map((page) =>
    message({ page, piece: { at: (page * 2).toString(), size: 2 }, expectedRows: 2, expectedTotal: 4 }),
  );

  it("asks for one row more when the last page is full, and lands nothing of it when there is one", async () => {
    const { ports, objects, requests } = setUp(undefined, 4);
    const response = await extractBatch(eventOf(fullPages), context, ports);
    expect(response.batchItemFailures).to.deep.equal([{ itemIdentifier: "m-1" }]);
    expect(requests.map(({ query }) => [query["offset"], query["limit"]])).to.deep.include(["4", "1"]);
    expect([...objects.keys()]).to.deep.equal([rawPageKey("ops", "events", runId, 0)]);
  });

  it("lands a total that is a multiple of the page size when nothing comes after it", async () => {
    const { ports, ledger } = setUp(
      ({ query }, answer) => (query["offset"] === "4" ? { ...answer, data: null } : answer),
      4,
    );
    expect((await extractBatch(eventOf(fullPages), context, ports)).batchItemFailures).to.deep.equal([]);
    expect(counters(ledger)).to.deep.equal({ landedRows: 4, landedPages: 2, failedPages: 0 });
  });

  for (const status of [400, 404, 416, 422, 401, 403, 409, 500]) {
    const isEnd = [400, 404, 416, 422].includes(status);
    const title = isEnd ? "takes a refusal of the row after the last one" : "doesn't take an answer";
    it(`${title} for the end when its status is ${status}`, async () => {
      const { ports } = setUp((request, answer) => {
        if (request.query["offset"] !== "4") return answer;
        const problem = { code: `SOURCE_HTTP_${status}`, place: "p", message: "m", fix: "f" };
        throw new Fault(problem, { retry: "later" });
      }, 4);
      const { batchItemFailures } = await extractBatch(eventOf(fullPages), context, ports);
      expect(batchItemFailures).to.have.length(isEnd ? 0 : 1);
    });
  }

  it("writes nothing when the page is not what was planned", async () => {
    const { ports, objects } = setUp((_request, answer) => ({ ...answer, data: [] }));
    await extractBatch(eventOf(pages), context, ports);
    expect(objects.size).to.equal(0);
  });

  it("gives a page up on its last delivery, names the reason, and lets the run end", async () => {
    const { ports, ledger, resumed, postponed } = setUp((request, answer) =>
      request.query["offset"] === "2" ? { ...answer, total: 6 } : answer,
    );
    await extractBatch(eventOf([...pages.slice(0, 1), ...pages.slice(2)]), context, ports);
    const response = await extractBatch(eventOf(pages.slice(1, 2), 5), context, ports);
    expect(response.batchItemFailures).to.have.length(1);
    // immediately, because it then goes to the dead-letter queue
    expect(postponed).to.deep.equal([["r-0", 0]]);
    expect(counters(ledger)).to.deep.equal({ landedRows: 3, landedPages: 2, failedPages: 1 });
    const failed = [...ledger.pageItems.values()].find(({ state }) => state === "FAILED");
    expect(failed).to.deep.include({ page: 1, datasetId: "ops.events" });
    expect(failed).to.have.property("error").that.contains("PAGE_TOTAL_CHANGED").and.contains("page 1");
    expect(resumed).to.have.length(1);
  });

  describe("of a dataset that stays sick", () => {
    const well = datasetItem({ datasetId: "ops.well", landedPages: 1, lastLandedAt: "2026-01-06T01:59:00.000Z" });
    const sick = () => {
      const parts = setUp(() => {
        throw new Fault({ code: "SOURCE_HTTP_500", place: "p", message: "m", fix: "f" }, { retry: "soon" });
      });
      return { ...parts, waits: () => parts.ports.clock.sleep(59_000) };
    };
    const failed = (ledger: ReturnType<typeof memoryLedger>): number =>
      ledger.items.get("ops.events")?.failedPages ?? 0;

    it("gives its page up when the others have landed and patience is over, long before the last delivery", async () => {
      const { ports, ledger, postponed, resumed, waits } = sick();
      ledger.items.set("ops.events", datasetItem({ plannedRows: 1, plannedPages: 1 }));
      ledger.items.set("ops.well", well);
      const only = message({ piece: { at: "0", size: 2 }, expectedRows: 1, expectedTotal: 1 });
      await extractBatch(eventOf([only]), context, ports);
      expect(failed(ledger)).to.equal(0);
      expect(postponed.at(-1)?.[1]).to.be.within(1, 60);
      await waits();
      await extractBatch(eventOf([only], 2), context, ports);
      expect(failed(ledger)).to.equal(0);
      // one second is left, so the message returns in one second
      expect(postponed.at(-1)).to.deep.equal(["r-0", 1]);
      await ports.clock.sleep(1_000);
      await extractBatch(eventOf([only], 3), context, ports);
      expect(failed(ledger)).to.equal(1);
      expect(resumed).to.have.length(1);
      expect([...ledger.pageItems.values()][0])
        .to.have.property("error")
        .that.contains("SOURCE_HTTP_500");
    });

    it("waits for it as long as pages land, and when nothing else has landed whole", async () => {
      const others = [
        { ...well, lastLandedAt: "2026-01-06T02:00:50.000Z" },
        { ...well, plannedPages: 2 },
      ];
      for (const other of others) {
        const { ports, ledger, waits } = sick();
        ledger.items.set("ops.well", other);
        await waits();
        await ports.clock.sleep(100_000);
        await extractBatch(eventOf(pages, 4), context, ports);
        expect(failed(ledger), JSON.stringify(other)).to.equal(0);
      }
    });

    it("tries no longer than the run waits, but long enough for an answer", async () => {
      const { ports, ledger, requests } = setUp();
      ledger.items.set("ops.well", well);
      const [first, , third] = pages;
      if (first === undefined || third === undefined) throw new Error("there are three pages");
      await extractBatch(eventOf([first]), context, ports);
      // page 0 has landed at 02:00, so the run waits until 02:02
      await ports.clock.sleep(110_000);
      await extractBatch(eventOf([third], 2), context, ports);
      const started = ports.clock.now();
      expect(requests.map(({ deadline }) => deadline)).to.deep.equal([started - 110_000 + 55_000, started + 20_000]);
    });
  });

  it("does nothing for a page that landed before, but still resumes a run that waits", async () => {
    const { ports, ledger, requests, resumed } = setUp();
    await extractBatch(eventOf(pages), { ...context }, ports);
    const before = counters(ledger);
    resumed.length = 0;
    requests.length = 0;
    const response = await extractBatch(eventOf(pages.slice(2), 2), context, ports);
    expect(response.batchItemFailures).to.deep.equal([]);
    expect(requests).to.deep.equal([]);
    expect(counters(ledger)).to.deep.equal(before);
    expect(resumed).to.have.length(1);
  });

  it("counts once when the same message is worked on twice at once", async () => {
    const { ports, ledger, objects } = setUp();
    await Promise.all([1, 2].map(async () => extractBatch(eventOf(pages.slice(0, 1)), context, ports)));
    expect(objects.size).to.equal(1);
    expect(counters(ledger)).to.deep.equal({ landedRows: 2, landedPages: 1, failedPages: 0 });
  });

  it("lands after a crash between object and ledger", async () => {
    const { ports, ledger, objects } = setUp();
    const killed = { ...ports, ledger: { ...ledger, land: () => Promise.reject(new Error("killed")) } };
    expect((await extractBatch(eventOf(pages.slice(0, 1)), context, killed)).batchItemFailures).to.have.length(1);
    expect(objects.size).to.equal(1);
    expect((await extractBatch(eventOf(pages.slice(0, 1), 2), context, ports)).batchItemFailures).to.deep.equal([]);
    expect(counters(ledger).landedPages).to.equal(1);
  });

  it("adds nothing to a run that is over", async () => {
    const { ports, ledger, objects } = setUp();
    ledger.items.set("ops.events", datasetItem({ state: "FAILED", plannedPages: 3 }));
    expect((await extractBatch(eventOf(pages), context, ports)).batchItemFailures).to.deep.equal([]);
    expect(objects.size).to.equal(0);
    expect(counters(ledger).landedPages).to.equal(0);
  });

  it("lets a poison message fail alone", async () => {
    const { ports } = setUp();
    const response = await extractBatch(eventOf(["poison", ...pages]), context, ports);
    expect(response.batchItemFailures).to.deep.equal([{ itemIdentifier: "m-0" }]);
  });

  it("brings the whole batch back when the run cannot be resumed", async () => {
    const { ports } = setUp();
    const broken = { ...ports, resume: () => Promise.reject(new Error("Step Functions is away")) };
    let failure: unknown;
    try {
      await extractBatch(eventOf(pages), context, broken);
    } catch (error) {
      failure = error;
    }
    expect(failure).to.be.an("error").with.property("message", "Step Functions is away");
  });
});
