import { expect } from "chai";
import { openLake, type Lake } from "../../../cli/aws/lake.ts";
import { demoSources, deployStack } from "../../../cli/local/deploy-demo.ts";
import { untilPast } from "../../../cli/night/observe.ts";
import { night } from "../../../model/windows.ts";
import { runId } from "../../../model/names.ts";
import type { Report } from "../../../model/documents/report.ts";
import { sandboxEnvironment, sandboxSource } from "../../../sandbox/index.ts";
import { lakehouse } from "../../support/command.ts";
import { flightsDemo } from "../../support/flights-demo.ts";
import { strikeNight } from "../../soak/night.ts";
import { targets } from "../../soak/strikes.ts";
import { startHardSource, type HardSource } from "./hard-source.ts";

const { signal } = new AbortController();
const silent = {
  note: () => undefined,
  step: <T>(_: string, work: (step: { update: () => void }) => Promise<T>) => work({ update: () => undefined }),
};

describe("nights of a group that are started at once", () => {
  let lake: Lake;

  before(async () => {
    await flightsDemo();
    lake = await openLake("sandbox");
  });

  it("go one after the other, and each ends well", async () => {
    const { window } = night("2014-01-01", "America/New_York");
    const first = Math.max(...(await lake.ledger.attempts("flights", window))) + 1;
    const ids = [first, first + 1].map((attempt) => runId("flights", window, attempt));
    await Promise.all(ids.map(async (id) => lake.executions.start({ runId: id, group: "flights", window })));
    const seen = new Set<string>();
    const follow = async (id: string): Promise<unknown> =>
      untilPast(lake, id, "report", { onSnapshot: ({ behind }) => seen.add(behind?.runId ?? ""), signal });
    await Promise.all(ids.map(follow));
    const runs = await Promise.all(ids.map(async (id) => (await lake.ledger.runStatus(id))?.run));
    expect(runs.map((run) => run?.state)).to.deep.equal(["SUCCEEDED", "SUCCEEDED"]);
    const [earlier, later] = runs
      .map((run) => ({ ended: Date.parse(run?.finishedAt ?? ""), id: run?.runId ?? "" }))
      .sort((one, other) => one.ended - other.ended);
    const landed = (await lake.ledger.pages(later?.id ?? "")).map((page) =>
      page.state === "LANDED" ? Date.parse(page.extractedAt) : 0,
    );
    expect(Math.min(...landed)).to.be.at.least(earlier?.ended ?? Number.NaN);
    // the run that was shown as the reason while the later one waited
    expect([...seen]).to.include(earlier?.id);
    expect(await lake.ledger.lock("flights")).to.equal(undefined);
  });
});

describe("a night whose job is killed", () => {
  it("runs the job once more and ends well, with every row once", async () => {
    await flightsDemo();
    const lake = await openLake("sandbox");
    const { window } = night("2014-01-02", "America/New_York");
    const target = targets.find(({ name }) => name === "process driver");
    if (target === undefined) throw new Error("a night has a driver");
    const strikes = [{ target, at: 0 }];
    const struck = { group: "flights", window, seed: 1, strikes, usual: {} };
    const { hit, outcome } = await strikeNight(lake, struck, { note: silent.note, signal });
    expect(hit).to.deep.equal(strikes);
    expect(outcome.report?.state, outcome.report?.error).to.equal("SUCCEEDED");
    for (const { datasetId, source, loaded, quarantined, duplicates } of outcome.report?.datasets ?? []) {
      expect(loaded + quarantined + duplicates, datasetId).to.equal(source);
    }
    const { rows } = await lake.athena.query(
      "SELECT count(*), count(DISTINCT ROW(carrier, flight, time_hour)) FROM flights_processed.flights",
    );
    expect(rows[0]?.[0]).to.equal(rows[0]?.[1]);
  });
});

describe("a night of a source that is partly sick", () => {
  let source: HardSource;
  const url = (): string => sandboxSource()?.url ?? "";

  before(async () => {
    await flightsDemo();
    source = await startHardSource(url(), {
      sickPages: "/planes",
      capped: { path: "/airports", total: 1_000 },
      marked: "/airlines",
    });
    const settings = { "lakehouse:extraction": '{"patienceSeconds":10,"timeoutSeconds":30,"sourceTimeoutSeconds":5}' };
    const sources = { ...demoSources(url()), flights: { baseUrl: `${source.url}/flights` } };
    await deployStack({ stack: "sandbox", environment: sandboxEnvironment() ?? {}, sources, settings }, silent);
  });
  after(async () => {
    await lakehouse(["deploy"]);
    await source.close();
  });

  it("publishes the healthy datasets, and names what is wrong with the others", async () => {
    const { exitCode, stdout, stderr } = await lakehouse(["run", "flights", "--date", "2014-01-01", "--json"]);
    expect(exitCode, stderr).to.equal(1);
    const { datasets } = JSON.parse(stdout) as Report;
    const errors = new Map(datasets.map(({ datasetId, state, error = state }) => [datasetId, error]));
    // a byte order mark before the text is not an error
    expect(errors.get("flights.airlines")).to.equal("SUCCEEDED");
    expect(errors.get("flights.flights")).to.equal("SUCCEEDED");
    expect(errors.get("flights.planes")).to.contain("page 0 failed: SOURCE_HTTP_500");
    expect(errors.get("flights.airports")).to.contain("ROWS_BEYOND_TOTAL").and.contain("it has 1,000 rows");
    expect(stderr).to.match(/waiting for flights\.(airports|planes) \(1 page\).* since \d\d:\d\d:\d\d UTC/);
  });
});
