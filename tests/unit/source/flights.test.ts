import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { zipSync } from "fflate";
import { expectedCarriers, expectedLateUpdates } from "../../../sandbox/source/expected.ts";
import { flightsProfile } from "../../../sandbox/source/flights.ts";
import type { SourceTable } from "../../../sandbox/source/table.ts";

const header =
  "year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,arr_delay," +
  "carrier,flight,tailnum,origin,dest,air_time,distance,hour,minute,time_hour";
const count = 40_000;
const flightLine = (index: number): string => {
  const cancelled = index % 50 === 0;
  const [left, delay] = cancelled ? ["NA", "NA"] : ["517", (index % 40).toString()];
  const time = new Date(Date.UTC(2013, 0, 1, 10) + Math.floor((index * 8_750) / count) * 3_600_000).toISOString();
  const carrier = index % 2 === 0 ? "UA" : "AA";
  const tail = index % 7 === 0 ? "NA" : "N14228";
  return `2013,1,1,${left},515,${delay},830,819,${delay},${carrier},${index},${tail},EWR,IAH,227,1400,5,15,${time.slice(0, 19)}Z`;
};
const year = { since: Date.parse("2013-01-01T05:00:00Z"), until: Date.parse("2014-01-01T05:00:00Z") };
const newYear = { since: year.until, until: year.until + 86_400_000 };

type Flight = Readonly<Record<string, string | number | null>>;
const recordsOf = (table: SourceTable | undefined, window?: typeof year): readonly Flight[] => {
  const selection = table?.select(window);
  return JSON.parse(`[${selection?.render(0, selection.total).toString() ?? ""}]`) as Flight[];
};

describe("flights source", () => {
  const folder = mkdtempSync(join(tmpdir(), "flights-source-"));
  const tables = flightsProfile(folder);
  const table = (path: string): SourceTable | undefined => tables.get(path)?.();
  let flights: SourceTable | undefined;

  before(() => {
    const lines = Array.from({ length: count }, (_, index) => flightLine(index));
    const zip = zipSync({ "flights.csv": new TextEncoder().encode([header, ...lines, ""].join("\n")) });
    writeFileSync(join(folder, "flights.csv.zip"), zip);
    writeFileSync(
      join(folder, "airports.csv"),
      "faa,name,lat,lon,alt,tz,dst,tzone\nMVY,Martha\\\\'s,41.391667,-70.615278,67,-5,A,NA\n",
    );
    writeFileSync(
      join(folder, "weather.csv"),
      "origin,temp,wind_dir,wind_speed,pressure,time_hour\nEWR,39.02,270,10.357019999999999,1e3,2013-01-01T06:00:00Z\n",
    );
    flights = table("/flights");
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("serves every flight of the year once, NA as null and times in UTC", () => {
    const records = recordsOf(flights, year);
    expect(records).to.have.length(count);
    expect(new Set(records.map(({ flight }) => flight)).size).to.equal(count);
    expect(records[0]).to.include({ dep_time: null, arr_delay: null, tailnum: null, carrier: "UA" });
    expect(records[1]).to.include({
      dep_time: 517,
      time_hour: "2013-01-01T10:00:00.000Z",
      updated_at: "2013-01-01T12:00:00.000Z",
    });
    const updates = records.map((record) => Date.parse(String(record["updated_at"])));
    expect(updates.every((at) => at >= year.since && at < year.until)).to.equal(true);
  });

  it("keeps the digits of the file", () => {
    const weather = table("/weather")?.select(undefined);
    expect(weather?.render(0, 1)).to.equal(
      '{"origin":"EWR","temp":39.02,"wind_dir":270,"wind_speed":10.357019999999999,"pressure":1e3,' +
        '"time_hour":"2013-01-01T06:00:00.000Z","updated_at":"2013-01-01T08:00:00.000Z"}',
    );
    expect(recordsOf(table("/airports"))[0]).to.include({ name: "Martha\\\\'s", lat: 41.391667, tzone: null });
  });

  it("changes some flights on the day after the year, some of them twice with the newer version first", () => {
    const before = new Map(recordsOf(flights, year).map((record) => [String(record["flight"]), record]));
    const late = recordsOf(flights, newYear);
    const expected = expectedLateUpdates(folder, 0);
    expect(late).to.have.length(expected.rows);
    const newest = new Map<string, Flight>();
    for (const record of late) {
      const known = newest.get(String(record["flight"]));
      if (known === undefined) newest.set(String(record["flight"]), record);
      else expect(String(record["updated_at"]) < String(known["updated_at"])).to.equal(true);
    }
    expect(newest.size).to.equal(expected.flights);
    expect(late.length - newest.size)
      .to.equal(Math.floor(newest.size / 20))
      .and.above(0);
    for (const [flight, record] of newest) {
      expect(Number(record["arr_delay"])).to.be.above(Number(before.get(flight)?.["arr_delay"]));
      expect(String(record["updated_at"]) > String(before.get(flight)?.["updated_at"])).to.equal(true);
    }
  });

  it("serves the same records in the same order every time", () => {
    const again = flightsProfile(folder).get("/flights")?.();
    expect(again?.select(year).render(100, 200)).to.equal(flights?.select(year).render(100, 200));
  });

  it("counts the year's carriers from the file alone", () => {
    const carriers = expectedCarriers(folder);
    expect(carriers.get("AA")).to.deep.equal({ scheduled: 20_000, cancelled: 0, onTime: 8_000, arrived: 20_000 });
    expect(carriers.get("UA")).to.include({ scheduled: 20_000, cancelled: 800, arrived: 19_200 });
  });

  it("says which files are missing", () => {
    expect(() => tables.get("/planes")?.()).to.throw(/SOURCE_DATA_MISSING .*neither planes.csv nor planes.csv.zip/);
  });
});
