import { expect } from "chai";
import { acceptContracts } from "../../../../lambdas/accept/accept-contracts.ts";
import type { PublishedPorts } from "../../../../aws/artifacts/published-contracts.ts";
import type { Bundle, Column, Dataset } from "../../../../model/documents/contract-bundle.ts";
import type { Standing } from "../../../../model/documents/standing.ts";
import { bundleOf, dataset, runId, window } from "../fakes.ts";

const column = (name: string, changes: Partial<Column> = {}): Column => ({
  name,
  sourceName: name,
  type: "int",
  required: true,
  classification: "internal",
  description: name,
  ...changes,
});
const events: Dataset = { ...dataset("events"), columns: [column("id"), column("count")] };
const stations: Dataset = { ...dataset("stations"), columns: [column("id"), column("name", { type: "string" })] };

const publishedWith = (datasetId: string, bundleKey: string): Standing => {
  const night = { runId, window, finishedAt: "2026-01-06T02:00:00.000Z" };
  return {
    ...{ datasetId, group: "ops", covered: [window], nights: [] },
    lastGood: { ...night, bundleKey },
    latest: { ...night, state: "SUCCEEDED" },
  };
};

const portsOf = (bundles: Readonly<Record<string, Bundle>>, ...known: readonly Standing[]): PublishedPorts => ({
  readBundle: (key) => Promise.resolve(bundles[key] ?? bundleOf()),
  standings: { of: (ids) => Promise.resolve(known.filter(({ datasetId }) => ids.includes(datasetId))) },
});

const accept = (now: Bundle, ...known: readonly Standing[]) =>
  acceptContracts({ bundleKey: "now" }, portsOf({ now, before: bundleOf(events, stations) }, ...known));

describe("contracts of a deployment", () => {
  const standings = ["ops.events", "ops.stations"].map((id) => publishedWith(id, "before"));

  it("are accepted as they were published, or where nothing was", async () => {
    expect(await accept(bundleOf(events, stations), ...standings)).to.deep.equal({ allowed: [] });
    expect(await accept(bundleOf({ ...events, primaryKey: ["count"] }))).to.deep.equal({ allowed: [] });
  });

  it("are accepted with what the tables can follow, which is told", async () => {
    const wider = { ...events, columns: [column("id", { type: "bigint" }), column("count")] };
    expect(await accept(bundleOf(wider, stations), ...standings)).to.deep.equal({
      allowed: ["ops.events column id: TYPE int → bigint"],
    });
  });

  it("are refused for everything that the tables can't follow, at once, each with what to do instead", async () => {
    const now = bundleOf({ ...events, primaryKey: ["count"] }, { ...stations, writeMode: "append" });
    const failure = await accept(now, ...standings).catch((error: unknown) => error);
    expect(failure).to.have.property("problems").with.length(2);
    expect(String(failure)).to.include(
      `CONTRACT_CHANGE_REFUSED dataset ops.events: KEY id → count, found in the table that run ${runId} published`,
    );
    expect(String(failure))
      .to.include("WRITE_MODE replace → append")
      .and.to.include("declare a dataset with another name");
  });

  it("are compared with the contracts of the last publication, not with those of the last deployment", async () => {
    const now = bundleOf({ ...events, primaryKey: ["count"] });
    expect(await accept(now, publishedWith("ops.events", "now"))).to.deep.equal({ allowed: [] });
  });
});
