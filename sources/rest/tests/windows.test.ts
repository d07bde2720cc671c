import { expect } from "chai";
import fc from "fast-check";
import type { Window } from "../../../model/documents/values.ts";
import { startSourceApis, type SourceApis } from "../../../tests/support/source-apis.ts";
import { dataset } from "../../../tests/unit/lambdas/fakes.ts";
import { requestOf, windowQuery } from "../request.ts";
import type { RequestSettings, windowFormats } from "../settings.ts";
import { combinationsOf, pagings } from "./dimensions.ts";
import { expectedRows, itemsNight, landedRows } from "./items.ts";
import { loads } from "./outcome.ts";

type Format = (typeof windowFormats)[number];

const query = { updated_since: "{since}", updated_until: "{until}" };
const day: Window = { since: "2026-01-05T00:00:00.000Z", until: "2026-01-06T00:00:00.000Z" };

describe("windows", () => {
  let apis: SourceApis;
  before(async () => {
    apis = await startSourceApis();
  });
  after(async () => {
    await apis.close();
  });

  for (const format of ["instant", "date", "epoch-seconds", "epoch-milliseconds"]) {
    it(`load exactly a day's rows by ${format}, whatever the paging`, async () => {
      const able = pagings.flatMap(combinationsOf).filter((one) => one.format.name === "json");
      // A count at another path gets the window too
      for (const combination of able.filter(({ total }) => total === "count" || total === "none")) {
        const request = { ...combination.request, window: { query, format } };
        const way = `${combination.way},rows=250,window=${format}`;
        const { entry } = await loads(apis, { way, request, isWindowed: true, window: day });
        expect(entry?.rows, way).to.equal(24);
      }
    });
  }

  it("load whole days where a source filters by days and a night begins within one", async () => {
    const window = { since: "2026-01-05T05:00:00.000Z", until: "2026-01-06T05:00:00.000Z" };
    const request = { window: { query, format: "date" } };
    const way = "rows=250,window=date";
    const night = await itemsNight(apis, { way, request, isWindowed: true, window });
    const whole = { since: day.since, until: "2026-01-07T00:00:00.000Z" };
    expect(landedRows(night)).to.have.deep.members(expectedRows(way, whole));
    expect(night.entry?.window).to.deep.equal(whole);
  });

  it("load everything from their beginning on where a source has no end", async () => {
    const request = { window: { query: { updated_since: "{since}" } } };
    const night = await itemsNight(apis, { way: "rows=250", request, isWindowed: true, window: day });
    expect(landedRows(night)).to.have.deep.members(
      expectedRows("rows=250", { ...day, until: "2100-01-01T00:00:00.000Z" }),
    );
  });

  it("load the rows outside of them that a source serves anyway: the job counts these", async () => {
    const night = await itemsNight(apis, { way: "rows=250,fault=ignores-window", isWindowed: true, window: day });
    expect([night.error, night.entry?.rows]).to.deep.equal([undefined, 250]);
  });

  const asked = (settings: RequestSettings, window: Window): Readonly<Record<string, string>> => {
    const events = dataset("events", 10, "updated_at", settings);
    return windowQuery(events, requestOf(events), window);
  };

  const written: readonly (readonly [Format, string, string, string])[] = [
    ["instant", "2026-01-05T00:00:00.000Z", "2026-01-06T00:00:00.000Z", "2026-01-05T23:59:59.999Z"],
    ["minute", "2026-01-05 00:00", "2026-01-06 00:00", "2026-01-05 23:59"],
    ["date", "2026-01-05", "2026-01-06", "2026-01-05"],
    ["epoch-seconds", "1767571200", "1767657600", "1767657599"],
    ["epoch-milliseconds", "1767571200000", "1767657600000", "1767657599999"],
  ];
  for (const [format, since, until, last] of written) {
    it(`are written as ${format}, with ends inclusive or not`, () => {
      const texts = { a: "{since}", b: "{until}", c: "{last}", d: 'at >= "{since}" AND at < "{until}"' };
      expect(asked({ window: { query: texts, format } }, day)).to.deep.equal({
        ...{ a: since, b: until, c: last, d: `at >= "${since}" AND at < "${until}"` },
      });
    });
  }

  it("of two nights share no instant, however their ends are written", () => {
    const instants = fc.integer({ min: 0, max: 4_000_000 }).map((minutes) => new Date(minutes * 60_000).toISOString());
    fc.assert(
      fc.property(
        instants,
        instants,
        fc.constantFrom<Format>("instant", "epoch-seconds", "epoch-milliseconds"),
        (one, other, format) => {
          const [since = one, until = other] = [one, other].sort();
          fc.pre(since < until);
          const ends = { window: { query: { from: "{since}", to: "{last}" }, format } };
          const before = asked(ends, { since, until })["to"] ?? "";
          const after = asked(ends, { since: until, until: "2100-01-01T00:00:00.000Z" })["from"] ?? "";
          const number = (text: string): number => (format === "instant" ? Date.parse(text) : Number(text));
          expect(number(after) - number(before)).to.equal(1);
        },
      ),
    );
  });
});
