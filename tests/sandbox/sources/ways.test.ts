import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { putSecret } from "../../../aws/secrets/secret-values.ts";
import { openLake, type Lake } from "../../../cli/aws/lake.ts";
import { repositoryRoot } from "../../../cli/folders.ts";
import { demoSources, deployStack } from "../../../cli/local/deploy-demo.ts";
import { startRun } from "../../../cli/night/start.ts";
import { readOutcome } from "../../../cli/night/outcome.ts";
import { watchRun } from "../../../cli/night/watch.ts";
import type { Report } from "../../../model/documents/report.ts";
import type { Window } from "../../../model/documents/values.ts";
import { night } from "../../../model/windows.ts";
import { copyProgram } from "../../../sandbox/deployment/program-copy.ts";
import { sandboxEnvironment, sandboxSource } from "../../../sandbox/index.ts";
import { fieldsOf, idText, updatedAtOf } from "../../../sandbox/source/api/ways/items.ts";
import { lakehouse } from "../../support/command.ts";
import { flightsDemo } from "../../support/flights-demo.ts";
import { addressOf, contractOf, itemRows, sourceEntry, ways, waysGroup } from "./ways.ts";

const { signal } = new AbortController();
const silent = {
  note: () => undefined,
  step: <T>(_: string, work: (step: { update: () => void }) => Promise<T>) => work({ update: () => undefined }),
};
/** An item's field, as the source writes it in JSON. */
const jsonOf = (item: number, field: string): string =>
  fieldsOf(item, updatedAtOf(item), false, { ids: "small", amount: "number" }).find(({ name }) => name === field)
    ?.json ?? "";
const thisMachine = ["127.0.0.1/32"];

describe("a night of sources that page, count, answer, and authenticate in different ways", () => {
  let lake: Lake;
  let folder: string;

  before(async () => {
    await flightsDemo();
    const url = sandboxSource()?.url ?? "";
    folder = mkdtempSync(join(tmpdir(), "lakehouse-ways-"));
    const programFolder = join(folder, "program");
    copyProgram(repositoryRoot, programFolder, { contracts: ways.map(contractOf), sources: ways.map(sourceEntry) });
    const places = ways.map((way) => [way.name, { baseUrl: addressOf(url, way), addresses: thisMachine }] as const);
    const sources = { ...demoSources(url), ...Object.fromEntries(places) };
    await deployStack({ stack: "sandbox", environment: sandboxEnvironment() ?? {}, sources, programFolder }, silent);
    for (const { name, secret } of ways) {
      if (secret !== "") await putSecret(`lakehouse/sandbox/${name.replace("_", "-")}`, secret);
    }
    lake = await openLake("sandbox");
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await lakehouse(["deploy"]);
  });

  const run = async (group: string, window: Window): Promise<Report> => {
    const { runId } = await startRun(lake, group, window, new Date().toISOString());
    const outcome = await readOutcome(lake, runId, await watchRun(lake, runId, { progress: silent, signal }));
    if (outcome?.report === undefined) throw new Error(`run ${runId} has no report`);
    return outcome.report;
  };
  const answer = async (query: string): Promise<readonly (readonly (string | null)[])[]> =>
    (await lake.athena.query(query)).rows;

  it("loads every row of each, with its digits, texts, and nested fields", async () => {
    const report = await run(waysGroup, night("2026-01-05", "UTC").window);
    expect(report.state, JSON.stringify(report.datasets)).to.equal("SUCCEEDED");
    const items = Array.from({ length: itemRows }, (_, index) => index + 1);
    const cents = items.reduce((sum, item) => sum + Number(jsonOf(item, "amount").replace(".", "")), 0);
    const notes = items.filter((item) => jsonOf(item, "note") !== "null").length.toString();
    for (const { name, behavior } of ways.filter(({ settings }) => settings === undefined)) {
      const [row] = await answer(
        `SELECT count(*), min(id), max(id), count(DISTINCT city), count(note), sum(amount) FROM ${name}_processed.items`,
      );
      const ids = behavior.includes("ids=big") ? "big" : "small";
      expect(row, name).to.deep.equal([itemRows.toString(), idText(1, ids), idText(itemRows, ids), "5", notes]);
    }
  });

  it("loads whole days where the source filters by days, and each row once in two nights", async () => {
    const group = "ways_west";
    const inDays = (first: string, end: string): number =>
      Array.from({ length: itemRows }, (_, index) => updatedAtOf(index + 1)).filter(
        (at) => at >= Date.parse(first) && at < Date.parse(end),
      ).length;
    await run(group, night("2026-01-02", "America/New_York").window);
    const count = "SELECT count(*), count(DISTINCT id) FROM way_days_processed.items";
    const first = inDays("2026-01-02T00:00:00Z", "2026-01-04T00:00:00Z").toString();
    expect(await answer(count)).to.deep.equal([[first, first]]);
    await run(group, night("2026-01-03", "America/New_York").window);
    const both = inDays("2026-01-02T00:00:00Z", "2026-01-05T00:00:00Z").toString();
    expect(await answer(count)).to.deep.equal([[both, both]]);
  });
});
