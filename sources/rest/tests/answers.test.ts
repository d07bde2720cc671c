import { expect } from "chai";
import { startSourceApis, type SourceApis } from "../../../tests/support/source-apis.ts";
import { itemsNight } from "./items.ts";
import { failsOf, loads, testCases, type Case } from "./outcome.ts";

const json = { request: {} };
const ndjson = { request: { format: "ndjson", total: { from: "header" } } };
const csv = { request: { format: "csv", total: { from: "header" } } };
const untold = { request: { format: "csv", total: { from: "none" } } };
const single = { request: { format: "csv", paging: { type: "none" }, total: { from: "none" } } };
const again = /requested again|run the night again|health/;
const compare = /compare the contract's request/;

const broken: readonly Case[] = [
  [
    "JSON that always ends in the middle fails the count",
    { ...json, way: "fault=truncated" },
    { code: "SOURCE_BODY_INVALID", fix: again },
  ],
  ["JSON that ends in the middle once is asked for again", { ...json, way: "fault=truncated,at=2,times=1" }, "rows"],
  [
    "NDJSON that ends within a record fails its page",
    { ...ndjson, way: "format=ndjson,fault=truncated,at=2" },
    { code: "SOURCE_BODY_INVALID", page: 1, fix: again },
  ],
  [
    "CSV that ends within a record is no page",
    { ...csv, way: "format=csv,fault=truncated,at=2" },
    { code: "PAGE_COUNT_MISMATCH", page: 1, fix: again },
  ],
  [
    "CSV without a total that ends within a record is refused on both walks",
    { ...single, way: "format=csv,paging=none,total=none,rows=35,fault=truncated" },
    { code: "SOURCE_BODY_INVALID", page: 0, fix: again },
  ],
  [
    "a connection that closes before the announced end fails",
    { ...json, way: "fault=cut-off" },
    { code: "SOURCE_UNREACHABLE", fix: again },
  ],
  ["a connection that closes early once is opened again", { ...json, way: "fault=cut-off,at=3,times=1" }, "rows"],
  [
    "damaged gzip fails",
    { ...csv, way: "format=csv,fault=broken-gzip,at=2" },
    { code: "SOURCE_UNREACHABLE", page: 1, fix: again },
  ],
  [
    "gzip that is damaged once is asked for again",
    { ...csv, way: "format=csv,fault=broken-gzip,at=2,times=1" },
    "rows",
  ],
  [
    "an error with status 200 fails the page that has it",
    { ...json, way: "fault=error-200,at=4" },
    { code: "SOURCE_ANSWER_UNEXPECTED", page: 3, fix: compare },
  ],
  [
    "an error with status 200 instead of CSV fails",
    { ...csv, way: "format=csv,fault=error-200,at=4" },
    { code: "SOURCE_BODY_INVALID", page: 3, fix: again },
  ],
  [
    "an error page instead of JSON fails",
    { ...json, way: "fault=wrong-content-type,at=2" },
    { code: "SOURCE_BODY_INVALID", page: 1, fix: again },
  ],
  [
    "a login page instead of CSV is no CSV",
    { ...csv, way: "format=csv,fault=html-login" },
    { code: "SOURCE_BODY_INVALID", fix: again },
  ],
  [
    "a redirect is not followed",
    { ...json, way: "fault=redirect,at=2", auth: "bearer" },
    { code: "SOURCE_REDIRECTED", page: 1, fix: /base URL/ },
  ],
  [
    "a reset connection fails after the retries",
    { ...json, way: "fault=reset,at=2" },
    { code: "SOURCE_UNREACHABLE", page: 1, fix: again },
  ],
  ["a connection that is reset once is opened again", { ...json, way: "fault=reset,at=2,times=1" }, "rows"],
  [
    "a source that always fails with 500 fails",
    { ...json, way: "fault=500,at=2" },
    { code: "SOURCE_HTTP_500", page: 1, fix: /concurrency|rate/ },
  ],
  ["a source that fails once at every URL with 503 is asked again", { ...json, way: "fault=503-once" }, "rows"],
  [
    "a 404 in the middle of planned pages is no end",
    { ...json, way: "fault=500,status=404,at=2" },
    { code: "SOURCE_HTTP_404", page: 1, fix: /path/ },
  ],
  [
    "a 404 in the middle of a walk without a total is no end: the other walk ends elsewhere",
    { request: { total: { from: "none" } }, way: "total=none,fault=500,status=404,at=4" },
    { code: "WALKS_DIFFER" },
  ],
];

const contents: readonly Case[] = [
  ["a byte order mark is no part of JSON", { ...json, way: "fault=bom" }, "rows"],
  ["a byte order mark is no part of CSV", { ...csv, way: "format=csv,fault=bom" }, "rows"],
  ["a byte order mark is no part of NDJSON", { ...ndjson, way: "format=ndjson,fault=bom" }, "rows"],
  [
    "null for a list whose rows the total counts fails its page",
    { ...json, way: "fault=null-records,at=2" },
    { code: "PAGE_COUNT_MISMATCH", page: 1, fix: again },
  ],
  [
    "null for a list in the middle of a walk without a total is no end",
    { request: { total: { from: "none" } }, way: "total=none,fault=null-records,at=2" },
    { code: "WALKS_DIFFER" },
  ],
  [
    "an object where the list should be fails",
    { ...json, way: "fault=records-not-list,at=2" },
    { code: "SOURCE_ANSWER_UNEXPECTED", page: 1, fix: compare },
  ],
  [
    "a list at another place than the contract says fails and shows the answer's fields",
    { request: { records: "$.result.items[*]" }, way: "records=data" },
    { code: "SOURCE_ANSWER_UNEXPECTED", fix: compare },
  ],
  [
    "CSV without a header is refused on every page, before its rows are counted",
    { ...csv, way: "format=csv,fault=csv-header-missing" },
    { code: "PAGE_HEADER_INVALID", fix: /columns and format/ },
  ],
  [
    "CSV without a header and without a total is refused, because its first record names no column",
    { ...untold, way: "format=csv,total=none,fault=csv-header-missing" },
    { code: "PAGE_HEADER_INVALID", page: 0, fix: /columns and format/ },
  ],
  [
    "a whole table as CSV without a header is refused",
    { ...single, way: "format=csv,paging=none,total=none,fault=csv-header-missing" },
    { code: "PAGE_HEADER_INVALID", page: 0, fix: /columns and format/ },
  ],
  [
    "CSV whose columns change places on a page keeps each value with its name",
    { ...csv, way: "format=csv,fault=csv-header-changes" },
    "rows",
  ],
  [
    "CSV with another delimiter than the contract says is refused",
    { ...untold, way: "format=csv,total=none,delimiter=semicolon" },
    { code: "PAGE_HEADER_INVALID", page: 0, fix: /columns and format/ },
  ],
  [
    "JSON where the contract says CSV is refused",
    { ...csv, way: "total=header" },
    { code: "SOURCE_BODY_INVALID", fix: again },
  ],
  ["64-bit keys keep their digits", { ...json, way: "ids=big" }, "rows"],
  [
    "64-bit keys lead from page to page by their own digits",
    { request: { paging: { type: "keyset", more: "$.has_more" } }, way: "paging=keyset,ids=big" },
    "rows",
  ],
];

describe("a night of a source whose answers are wrong", () => {
  let apis: SourceApis;
  before(async () => {
    apis = await startSourceApis();
  });
  after(async () => {
    await apis.close();
  });

  testCases(() => apis, [...broken, ...contents]);

  it("a source that hangs is asked again until its time is up", async () => {
    const night = await itemsNight(apis, { ...json, way: "fault=hang,at=2,rows=20", timeoutSeconds: 0.05 });
    failsOf(night, { code: "SOURCE_TIMEOUT", page: 1, fix: again });
  });

  it("a source that hangs once is asked again", async () => {
    await loads(apis, { ...json, way: "fault=hang,at=2,times=1,rows=20", timeoutSeconds: 0.5 });
  });

  it("a ragged CSV record counts, so that the job can reject it alone", async () => {
    const night = await itemsNight(apis, { ...csv, way: "format=csv,rows=25,fault=csv-ragged,at=2" });
    expect([night.error, night.entry?.rows]).to.deep.equal([undefined, 25]);
    expect(night.records[11]).to.deep.equal({});
    expect(night.lines[11]).to.match(/^12,item 12,.*,one more$/s);
  });

  it("a name that is twice in a record stays in the record's own bytes", async () => {
    const night = await itemsNight(apis, { ...json, way: "fault=duplicate-json-key,at=2" });
    expect([night.error, night.entry?.rows]).to.deep.equal([undefined, 100]);
    expect(night.lines[10]).to.contain('"name":"item 11"').and.to.contain('"name":"another name"');
  });

  it("a list 10,000 levels deep breaks nothing", async () => {
    const night = await itemsNight(apis, { ...json, way: "fault=deep-nesting,at=2" });
    expect([night.error, night.entry?.rows]).to.deep.equal([undefined, 100]);
    expect(night.lines[10]?.length).to.be.above(20_000);
  });

  it("fields that appear or disappear are noted for the report", async () => {
    const more = await itemsNight(apis, { ...json, way: "fault=field-new" });
    const less = await itemsNight(apis, { ...csv, way: "format=csv,fault=csv-header-changes" });
    const notes = [more, less].map(({ pages: [page] }) => (page?.state === "LANDED" ? page.fields : page));
    expect(notes).to.deep.equal([{ missing: [], undeclared: ["discount"], unnamed: 0 }, undefined]);
  });
});
