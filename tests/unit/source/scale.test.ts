import { expect } from "chai";
import { changesPerDay, firstReading, scaleProfile, smallPath, smallTables } from "../../../sandbox/source/scale.ts";
import type { SourceTable } from "../../../sandbox/source/table.ts";

interface Meter {
  readonly meter_id: number;
  readonly updated_at: string;
}

const dayMs = 86_400_000;
const rows = 5_000;

const tableAt = (path: string): SourceTable => {
  const table = scaleProfile(rows).get(path);
  if (table === undefined) throw new Error(`the profile has no ${path}`);
  return table();
};

const windowOf = (day: number, days = 1) => {
  const since = Date.parse(`${firstReading}T00:00:00Z`) + day * dayMs;
  return { since, until: since + days * dayMs };
};

const metersOf = (table: SourceTable, window: ReturnType<typeof windowOf>): readonly Meter[] => {
  const { total, render } = table.select(window);
  return JSON.parse(`[${render(0, total).toString()}]`) as readonly Meter[];
};

describe("scale source", () => {
  it("has every meter once on the first day, and some hundred of them changed on a later one", () => {
    const table = tableAt("/meters");
    const first = new Set(metersOf(table, windowOf(0)).map(({ meter_id: id }) => id));
    expect(first.size).to.equal(rows);
    for (const day of [1, 2, 7]) {
      const changed = metersOf(table, windowOf(day));
      const ids = new Set(changed.map(({ meter_id: id }) => id));
      expect(changed.length).to.equal(changesPerDay);
      expect(ids.size).to.equal(changesPerDay);
      expect([...ids].every((id) => first.has(id))).to.equal(true);
    }
  });

  it("says of every version an instant inside the window that asked for it", () => {
    const table = tableAt("/meters");
    for (const day of [0, 1, 3]) {
      const window = windowOf(day);
      const instants = metersOf(table, window).map(({ updated_at: at }) => Date.parse(at));
      expect(Math.min(...instants)).to.be.at.least(window.since);
      expect(Math.max(...instants)).to.be.below(window.until);
    }
  });

  it("cuts a window into parts that come to the whole", () => {
    const table = tableAt("/meters");
    const { since, until } = windowOf(0, 3);
    const middle = since + 1.37 * dayMs;
    const parts = [...metersOf(table, { since, until: middle }), ...metersOf(table, { since: middle, until })];
    expect(parts).to.deep.equal(metersOf(table, { since, until }));
    expect(parts.length).to.equal(rows + 2 * changesPerDay);
  });

  it("has small tables and the transactions of a day", () => {
    expect(tableAt(smallPath(smallTables - 1)).select(windowOf(0)).total).to.equal(100);
    expect(tableAt("/transactions").select(windowOf(0)).total).to.equal(rows);
  });
});
