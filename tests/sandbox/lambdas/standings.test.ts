import { expect } from "chai";
import { standingLedger, type StandingLedger } from "../../../aws/ledger/standing-ledger.ts";
import { systemClock } from "../../../aws/clock.ts";
import type { NightOutcome } from "../../../model/standing.ts";
import { createStores, type Stores } from "./stores.ts";

const day = (number: number): string => new Date(Date.UTC(2026, 0, number)).toISOString();

const night = (dataset: string, number: number): NightOutcome => ({
  runId: `ops-${number}`,
  group: "ops",
  window: { since: day(number), until: day(number + 1) },
  startedAt: day(number + 1),
  finishedAt: day(number + 2),
  bundleKey: "contracts/a.json",
  dataset: { datasetId: `ops.${dataset}`, state: "SUCCEEDED", landed: 1, loaded: 1, quarantined: 0 },
});

describe("standings on DynamoDB", () => {
  let stores: Stores;
  let standings: StandingLedger;

  before(async () => {
    stores = await createStores();
    standings = standingLedger(stores.dynamo, stores.table, systemClock);
  });
  after(async () => stores.remove());

  it("are kept of more datasets than a batch or a transaction takes", async () => {
    const names = Array.from({ length: 205 }, (_, index) => `d${index.toString().padStart(3, "0")}`);
    await standings.note(names.map((name) => night(name, 1)));
    const found = await standings.of([...names.map((name) => `ops.${name}`), "ops.unheard"]);
    expect(found.map(({ datasetId }) => datasetId)).to.have.members(names.map((name) => `ops.${name}`));
  });

  it("lose nothing when several nights are told at once", async () => {
    const days = [1, 2, 3, 5];
    await Promise.all(days.map((number) => standings.note([night("busy", number)])));
    const [busy] = await standings.of(["ops.busy"]);
    expect(busy?.covered).to.deep.equal([
      { since: day(1), until: day(4) },
      { since: day(5), until: day(6) },
    ]);
    expect(busy?.nights).to.have.length(4);
    await standings.note([night("busy", 4)]);
    expect((await standings.of(["ops.busy"]))[0]?.covered).to.deep.equal([{ since: day(1), until: day(6) }]);
  });
});
