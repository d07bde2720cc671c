import { expect } from "chai";
import { expectedTransactions } from "../../../sandbox/source/expected.ts";
import { missionProfile } from "../../../sandbox/source/mission.ts";
import { TransactionDays, transactionTable } from "../../../sandbox/source/mission-transactions.ts";
import type { SourceTable } from "../../../sandbox/source/table.ts";
import { loadContracts } from "../../../contracts/index.ts";
import { requestOf } from "../../../sources/rest/request.ts";

const day = { since: Date.parse("2026-01-05T00:00:00Z"), until: Date.parse("2026-01-06T00:00:00Z") };

const recordsOf = (table: SourceTable, window = day): readonly Record<string, unknown>[] => {
  const { total, render } = table.select(window);
  return JSON.parse(`[${render(0, total).toString()}]`) as Record<string, unknown>[];
};

describe("mission source", () => {
  it("has every dataset of the contracts, with its fields", () => {
    const { bundle } = loadContracts("contracts");
    const tables = missionProfile({ rowsPerDay: 100, preparedDate: undefined });
    const datasets = bundle.datasets.filter(({ source }) => source === "mission");
    expect(new Set(datasets.map((dataset) => requestOf(dataset).path))).to.deep.equal(new Set(tables.keys()));
    for (const { id, extraction, columns, primaryKey } of datasets) {
      const { path } = requestOf({ id, extraction });
      const make = tables.get(path);
      const records = make === undefined ? [] : recordsOf(make());
      const fields = columns.map(({ sourceName }) => sourceName);
      expect(records.length, path).to.be.within(1, 999);
      expect(Object.keys(records[0] ?? {}), path).to.have.members(fields);
      const keys = records.map((record) => primaryKey.map((column) => String(record[column])).join("|"));
      const missing = columns.filter(({ required }) => required);
      expect(records.some((record) => missing.some(({ sourceName }) => record[sourceName] === null))).to.equal(false);
      // 64-bit keys lose their last digits here, in a float; the texts are compared below.
      if (path !== "/transactions" && path !== "/customers") expect(new Set(keys).size).to.equal(keys.length);
    }
  });

  it("gives a day its rows, and parts of a day theirs", () => {
    const days = new TransactionDays(1_000_000);
    expect(days.before(day.until) - days.before(day.since)).to.equal(1_000_000);
    const noon = day.since + 43_200_000;
    expect(days.before(noon) - days.before(day.since)).to.equal(500_000);
    const table = transactionTable(8_640);
    const { total, render } = table.select({ since: day.since + 10_000, until: day.since + 30_000 });
    const times = (JSON.parse(`[${render(0, total).toString()}]`) as { recorded_at: string }[]).map(
      ({ recorded_at }) => recorded_at,
    );
    expect(times).to.deep.equal(["2026-01-05T00:00:10.000Z", "2026-01-05T00:00:20.000Z"]);
  });

  it("has the flaws that are expected of it, and no other duplicate", () => {
    const { select } = transactionTable(80_000);
    const { total, render } = select(day);
    const texts = render(0, total).toString().replaceAll("},{", "}\n{").split("\n");
    const expected = expectedTransactions(80_000);
    expect(texts).to.have.length(expected.rows);
    expect(texts.length - new Set(texts).size).to.equal(expected.duplicates);
    const ids = texts.map((text) => /"transaction_id":(\d+)/.exec(text)?.[1]);
    expect(ids.length - new Set(ids).size).to.equal(expected.duplicates + expected.flaws.KEY_CONFLICT);
    expect(ids.every((id) => BigInt(id ?? 0) > 2n ** 53n && BigInt(id ?? 0) < 2n ** 63n)).to.equal(true);
    expect(texts.filter((text) => text.includes('"service_code":null'))).to.have.length(
      expected.flaws.MISSING_REQUIRED,
    );
    expect(texts.filter((text) => text.includes('"revenue":"'))).to.have.length(expected.flaws.WRONG_TYPE);
    expect(texts.filter((text) => /"revenue":\d+\.\d{5},/.test(text))).to.have.length(expected.flaws.TOO_PRECISE);
    expect(texts.filter((text) => text.includes("T25:61"))).to.have.length(expected.flaws.BAD_TIMESTAMP);
    expect(expected.loaded + expected.quarantined + expected.duplicates).to.equal(expected.rows);
  });

  it("expects 40 duplicates, 40 broken records and 10 taken keys in a million", () => {
    const { loaded, quarantined, duplicates, flaws } = expectedTransactions(1_000_000);
    expect({ loaded, quarantined, duplicates }).to.deep.equal({ loaded: 999_910, quarantined: 50, duplicates: 40 });
    expect(flaws.KEY_CONFLICT).to.equal(10);
  });

  it("serves prepared days as it would serve them unprepared", () => {
    const plain = transactionTable(12_000);
    const prepared = transactionTable(12_000);
    prepared.prepare("2026-01-05");
    for (const from of [0, 5_000, 10_000, 17]) {
      const to = Math.min(from + 5_000, 12_000);
      const text = Buffer.from(prepared.select(day).render(from, to)).toString();
      expect(text).to.equal(plain.select(day).render(from, to));
    }
  });

  it("has other figures on another day", () => {
    const table = transactionTable(50);
    const next = { since: day.until, until: day.until + 86_400_000 };
    const revenue = (window: typeof day): readonly unknown[] =>
      recordsOf(table, window).map((record) => record["revenue"]);
    expect(revenue(next)).to.not.deep.equal(revenue(day));
    expect(revenue(day)).to.deep.equal(revenue(day));
  });
});
