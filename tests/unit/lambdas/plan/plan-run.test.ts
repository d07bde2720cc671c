import { expect } from "chai";
import { planRun, type PlanPorts } from "../../../../lambdas/plan/plan-run.ts";
import { Fault } from "../../../../model/fault.ts";
import type { PageMessage } from "../../../../model/documents/page-message.ts";
import type { Standing } from "../../../../model/documents/standing.ts";
import {
  bundleKey,
  bundleOf,
  dataset,
  memoryLedger,
  noStandings,
  runId,
  runItem,
  window,
  type MemoryLedger,
} from "../fakes.ts";
import { faultOf } from "../rejection.ts";
import { connectorOfApi, json } from "../../sources/fake-source.ts";
import type { Received } from "../../../../sources/rest/http/client.ts";

const input = { runId, group: "ops", window, taskToken: "token-1" };
const now = Date.parse("2026-01-06T02:00:00.000Z");

const counting = (total: number): Received => json(`{"data":[],"total":${total}}`);

const setUp = (totals: Readonly<Record<string, number | Error>>, ledger: MemoryLedger = memoryLedger()) => {
  const sent: PageMessage[] = [];
  const resumed: string[] = [];
  const counted: string[] = [];
  const running: string[] = [];
  const datasets = Object.keys(totals).map((name) => dataset(name, 10, name === "events" ? "recorded_at" : undefined));
  const ports: PlanPorts = {
    readBundle: () => Promise.resolve(bundleOf(...datasets)),
    bundleKey,
    connectorOf: connectorOfApi(({ path }) => {
      const name = path.slice(1);
      counted.push(`ops.${name}`);
      const total = totals[name] ?? 0;
      if (total instanceof Error) throw total;
      return counting(total);
    }),
    ledger,
    standings: noStandings,
    send: (messages) => {
      for (const { group } of messages) expect(group).to.equal(input.group);
      sent.push(...messages);
      return Promise.resolve();
    },
    resume: (taskToken) => {
      resumed.push(taskToken);
      return Promise.resolve("RESUMED");
    },
    isRunning: (id) => Promise.resolve(running.includes(id)),
    now: () => now,
  };
  return { ports, ledger, sent, resumed, counted, running };
};

const pagesOf = (messages: readonly PageMessage[]): readonly string[] =>
  messages.map(({ datasetId, page, piece, expectedRows }) => [datasetId, page, piece["at"], expectedRows].join(" "));

describe("plan of a run", () => {
  it("sends one message per page, each with what has to come back", async () => {
    const { ports, sent, resumed, ledger } = setUp({ events: 25, stations: 3 });
    const result = await planRun(input, now, ports);
    expect(pagesOf(sent)).to.deep.equal([
      "ops.events 0 0 10",
      "ops.events 1 10 10",
      "ops.events 2 20 5",
      "ops.stations 0 0 3",
    ]);
    expect(sent[0]).to.include({ runId, expectedTotal: 25, bundleKey });
    expect(sent[0]?.piece).to.deep.equal({ at: "0", size: 10 });
    expect(result).to.deep.equal({ runId, datasets: 2, messages: 4, completion: "WAITING" });
    expect(resumed).to.deep.equal([]);
    expect(ledger.items.get("ops.events")).to.not.have.property("unplanned");
    expect(ledger.items.get("ops.events")).to.include({ plannedRows: 25, plannedPages: 3, landedRows: 0 });
  });

  it("completes at once when no dataset has a page", async () => {
    const { ports, sent, resumed } = setUp({ events: 0, stations: 0 });
    expect((await planRun(input, now, ports)).completion).to.equal("RESUMED");
    expect(sent).to.deep.equal([]);
    expect(resumed).to.deep.equal(["token-1"]);
  });

  it("refuses an input that a person made up, with all that is wrong with it", async () => {
    const { ports, sent, ledger } = setUp({ events: 25 });
    const madeUp = { runId: "x", group: 7, window: { since: "yesterday" }, taskToken: "t" } as unknown as typeof input;
    expect((await faultOf(planRun(madeUp, now, ports))).message).to.equal(
      "RUN_INPUT_INVALID execution's input group: 7 is not text; execution's input window: \"until\" is missing; a " +
        'window has since, until; execution\'s input window.since: "yesterday" is not an instant in UTC. ' +
        'Fix: start runs by the schedule or by "lakehouse run".',
    );
    expect([sent.length, ledger.items.size]).to.deep.equal([0, 0]);
  });

  it("lets a dataset whose count fails fail alone", async () => {
    const away = new Fault(
      { code: "SOURCE_HTTP_404", place: "count of ops.events", message: "m", fix: "f" },
      { retry: "later" },
    );
    const { ports, sent, ledger } = setUp({ events: away, stations: 3 });
    await planRun(input, now, ports);
    expect(pagesOf(sent)).to.deep.equal(["ops.stations 0 0 3"]);
    expect(ledger.items.get("ops.events")).to.include({
      state: "FAILED",
      unplanned: true,
      error: "SOURCE_HTTP_404 count of ops.events: m. Fix: f.",
    });
  });

  it("lets a dataset whose total can't be right fail alone, without cutting it into pages", async () => {
    const { ports, sent, ledger } = setUp({ events: Number.MAX_SAFE_INTEGER, stations: 3, trips: 1_000_000 });
    await planRun(input, now, ports);
    expect(sent).to.have.length(100_001);
    expect(ledger.items.get("ops.events")).to.include({ state: "FAILED", unplanned: true });
    expect(ledger.items.get("ops.events")?.error).to.include(
      "TOTAL_TOO_LARGE count of ops.events: the source says it has 9,007,199,254,740,991 rows; a run takes up to 1,000,000",
    );
  });

  it("lets a dataset whose contract its table can't follow fail alone, before the source is asked", async () => {
    const { ports, sent, ledger, counted } = setUp({ events: 25, stations: 3 });
    const published = bundleOf(
      { ...dataset("events", 10, "recorded_at"), primaryKey: ["other"], writeMode: "merge" },
      dataset("stations"),
    );
    const night = { runId: "ops-before", window, finishedAt: "2026-01-05T02:00:00.000Z" };
    const standing = (datasetId: string): Standing => ({
      ...{ datasetId, group: "ops", covered: [window], nights: [] },
      lastGood: { ...night, bundleKey: "contracts/before.json" },
      latest: { ...night, state: "SUCCEEDED" },
    });
    await planRun(input, now, {
      ...ports,
      readBundle: async (key) => (key === "contracts/before.json" ? published : ports.readBundle(key)),
      standings: { of: (ids) => Promise.resolve(ids.map(standing)) },
    });
    expect(counted).to.deep.equal(["ops.stations"]);
    expect(pagesOf(sent)).to.deep.equal(["ops.stations 0 0 3"]);
    expect(ledger.items.get("ops.events")).to.include({ state: "FAILED", plannedRows: 0 });
    const [key, mode] = ledger.items.get("ops.events")?.error?.split("\n") ?? [];
    const found = "found in the table that run ops-before published";
    expect(key).to.include(`CONTRACT_CHANGE_REFUSED dataset ops.events: KEY other → id, ${found}: `);
    expect(mode).to.include(`CONTRACT_CHANGE_REFUSED dataset ops.events: WRITE_MODE merge → append, ${found}: `);
    for (const refusal of [key, mode]) expect(refusal).to.include(" Fix: declare a dataset with another name");
  });

  it("notes rows of the night before that came late, and doesn't wait long for a source that is slow with that", async () => {
    const { ports, ledger } = setUp({ events: 25, stations: 3 });
    const yesterday = { since: "2026-01-04T00:00:00.000Z", until: window.since };
    const late: unknown[] = [];
    const standing: Standing = {
      ...{ datasetId: "ops.events", group: "ops", covered: [yesterday] },
      nights: [{ window: yesterday, landed: 20, loaded: 20, quarantined: 0 }],
      latest: { runId: "ops-before", window: yesterday, finishedAt: window.since, state: "SUCCEEDED" },
    };
    await planRun(input, now + 60_000, {
      ...ports,
      standings: { of: () => Promise.resolve([standing]) },
      connectorOf: connectorOfApi(({ path, query, deadline }) => {
        if (path === "/stations") return counting(3);
        const asked = { since: query["updated_since"], until: query["updated_until"] };
        if (asked.since === window.since) return counting(25);
        late.push([path, asked, deadline]);
        return counting(23);
      }),
    });
    expect(late).to.deep.equal([["/events", yesterday, now + 20_000]]);
    expect(ledger.items.get("ops.events")?.late).to.deep.equal([{ window: yesterday, rows: 3 }]);
  });

  it("keeps the first plan when it is called again after a crash, even if the source has changed", async () => {
    const first = setUp({ events: 25 });
    const crash = { ...first.ports, send: () => Promise.reject(new Error("killed")) };
    await planRun(input, now, crash).catch(() => undefined);
    const second = setUp({ events: 99 }, first.ledger);
    await planRun({ ...input, taskToken: "token-2" }, now, second.ports);
    expect(second.counted).to.deep.equal([]);
    expect(pagesOf(second.sent)).to.deep.equal(["ops.events 0 0 10", "ops.events 1 10 10", "ops.events 2 20 5"]);
    expect(second.sent[0]?.expectedTotal).to.equal(25);
    expect((await first.ledger.run(runId))?.taskToken).to.equal("token-2");
  });

  it("sends only what has not landed when it is called again", async () => {
    const first = setUp({ events: 25 });
    await planRun(input, now, first.ports);
    const record = { page: 1, key: "k", rows: 10, bytes: 1, sha256: "", rowHashSum: "0", extractedAt: "" };
    await first.ledger.land({ runId, datasetId: "ops.events", page: 1 }, record);
    const second = setUp({ events: 25 }, first.ledger);
    await planRun(input, now, second.ports);
    expect(second.sent.map(({ page }) => page)).to.deep.equal([0, 2]);
  });

  it("resumes with the new token when everything landed before it was called again", async () => {
    const first = setUp({ stations: 3 });
    await planRun(input, now, first.ports);
    const record = { page: 0, key: "k", rows: 3, bytes: 1, sha256: "", rowHashSum: "0", extractedAt: "" };
    await first.ledger.land({ runId, datasetId: "ops.stations", page: 0 }, record);
    const second = setUp({ stations: 3 }, first.ledger);
    const result = await planRun({ ...input, taskToken: "token-2" }, now, second.ports);
    expect(result).to.deep.include({ messages: 0, completion: "RESUMED" });
    expect(second.resumed).to.deep.equal(["token-2"]);
  });

  it("refuses a run whose extraction is over", async () => {
    const { ports } = setUp({ events: 1 }, memoryLedger(runItem({ state: "SUCCEEDED" })));
    expect((await faultOf(planRun(input, now, ports))).problem).to.include({
      code: "RUN_CLOSED",
      place: `run ${runId}`,
    });
  });

  describe("while another run of the group is at work", () => {
    const other = { ...input, runId: runId.replace("a1", "a2"), taskToken: "token-9" };

    it("is refused before the source is asked, and names that run", async () => {
      const { ports, ledger, running, counted, sent } = setUp({ events: 25 });
      await planRun(input, now, ports);
      running.push(runId);
      counted.length = sent.length = 0;
      const fault = await faultOf(planRun(other, now, ports));
      expect(fault.name).to.equal("RUN_BUSY");
      expect(fault.message).to.equal(
        `RUN_BUSY run ${other.runId}: run ${runId} of group ops has been at work since 2026-01-06T02:00:00.000Z; ` +
          `a group's runs go one after the other. Fix: follow it with "lakehouse status ${runId}"; ` +
          "this run is planned when it has ended.",
      );
      expect({ counted, sent }).to.deep.equal({ counted: [], sent: [] });
      expect(await ledger.run(other.runId)).to.equal(undefined);
    });

    it("is refused when the other one is opened while this one counts", async () => {
      const { ports, ledger } = setUp({ events: 25 });
      const late = {
        ...ports,
        connectorOf: connectorOfApi(() => {
          // The memory ledger opens it before it returns
          void ledger.open(runItem({ runId: "quicker" }), []);
          return counting(25);
        }),
      };
      expect((await faultOf(planRun(other, now, late))).message).to.contain(
        "run quicker of group ops has been at work",
      );
    });

    it("keeps its place when its own plan is tried again", async () => {
      const { ports, running } = setUp({ events: 25 });
      await planRun(input, now, ports);
      running.push(runId);
      expect((await planRun({ ...input, taskToken: "token-2" }, now, ports)).messages).to.equal(3);
    });

    it("is refused also where that is a run of the group that had a dataset, or the group's name, before", async () => {
      const { ports, ledger, running, counted } = setUp({ events: 25, stations: 3 });
      const before = runItem({ runId: "old_ops-1", group: "old_ops" });
      await ledger.open(before, []);
      const of = (ids: readonly string[]): Promise<readonly Standing[]> => {
        const latest = { runId: "old_ops-0", window, state: "FAILED", finishedAt: "2026-01-05T02:00:00.000Z" } as const;
        return Promise.resolve(
          ids.map((datasetId) => ({ datasetId, group: "old_ops", covered: [], nights: [], latest })),
        );
      };
      const moved = { ...ports, standings: { of } };
      running.push(before.runId);
      const fault = await faultOf(planRun(input, now, moved));
      expect(fault.message).to.contain("run old_ops-1 of group old_ops has been at work since");
      expect(counted).to.deep.equal([]);
      running.length = 0;
      expect((await planRun(input, now, moved)).messages).to.equal(4);
    });

    it("begins when the other one has ended, or was killed", async () => {
      const ended = setUp({ events: 25 });
      await planRun(input, now, ended.ports);
      ended.running.push(runId);
      const end = { run: runItem(), state: "FAILED" as const, reportKey: "r", finishedAt: "t", datasets: [] };
      await ended.ledger.finish(end);
      expect((await planRun(other, now, ended.ports)).messages).to.equal(3);
      const killed = setUp({ events: 25 });
      await planRun(input, now, killed.ports);
      expect((await planRun(other, now, killed.ports)).messages).to.equal(3);
      expect(await killed.ledger.lock("ops")).to.include({ runId: other.runId });
    });
  });

  it("refuses a group that no dataset belongs to", async () => {
    const { ports } = setUp({ events: 1 });
    const fault = await faultOf(planRun({ ...input, group: "opps" }, now, ports));
    expect(fault.message).to.equal(
      `GROUP_UNKNOWN run ${runId}: no dataset belongs to group opps; groups are ops. Fix: name one of them.`,
    );
  });
});
