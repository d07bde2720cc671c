import { startSourceApis, type SourceApis } from "../../../tests/support/source-apis.ts";
import { testCases, type Case } from "./outcome.ts";
import { none, count, page, cursor, nextLink, linkHeader, keyset, again, compare } from "./requests.ts";

/** What a page may lack or have too much of. */
const pages: readonly Case[] = [
  [
    "a short page in the middle of offsets fails that page",
    { way: "fault=short-middle" },
    { code: "PAGE_COUNT_MISMATCH", page: 1, fix: again },
  ],
  [
    "an empty page in the middle of page numbers fails that page",
    { request: page, way: "paging=page,fault=empty-middle" },
    { code: "PAGE_COUNT_MISMATCH", page: 1, fix: again },
  ],
  [
    "a short page in the middle of a chain with a total fails the dataset",
    { request: cursor, way: "paging=cursor,fault=short-middle" },
    { code: "ROWS_MISSING" },
  ],
  [
    "an empty page in the middle of a chain of links with a total fails the dataset",
    { request: { ...linkHeader, total: count }, way: "paging=link-header,total=count,fault=empty-middle" },
    { code: "ROWS_MISSING" },
  ],
  [
    "a short page in the middle of a chain without a total shows in the second walk",
    { request: { ...cursor, total: none }, way: "paging=cursor,total=none,fault=short-middle" },
    { code: "WALKS_DIFFER" },
  ],
  [
    "an empty page in the middle of offsets without a total shows in the second walk",
    { request: { total: none }, way: "total=none,fault=empty-middle" },
    { code: "WALKS_DIFFER" },
  ],
  [
    "an empty page that says that there is more can't lead on by key",
    { request: keyset, way: "paging=keyset,fault=empty-middle" },
    { code: "KEYSET_PAGE_EMPTY", page: 1, fix: /owner/ },
  ],
  [
    "an empty page in the middle of keys without a word about more shows in the second walk",
    {
      request: { paging: { type: "keyset" }, total: none, format: "ndjson" },
      way: "paging=keyset,total=none,format=ndjson,fault=empty-middle",
    },
    { code: "WALKS_DIFFER" },
  ],
  [
    "a short page in the middle of offsets without a total costs a call and no row",
    { request: { total: none }, way: "total=none,fault=short-middle" },
    "rows",
  ],
  [
    "a limit that is cut without a word fails every page",
    { way: "fault=capped" },
    { code: "PAGE_COUNT_MISMATCH", fix: again },
  ],
  [
    "a limit that is cut, and says so, names what the source allows",
    { way: "cap=7" },
    { code: "PAGE_LIMIT_CAPPED", fix: /lakehousePageSize/ },
  ],
  [
    "a page size that is cut, and says so, names what the source allows",
    { request: page, way: "paging=page,cap=7" },
    { code: "PAGE_LIMIT_CAPPED", fix: /lakehousePageSize/ },
  ],
  [
    "a page size that is cut without a word fails every page",
    { request: page, way: "paging=page,fault=capped" },
    { code: "PAGE_COUNT_MISMATCH", fix: again },
  ],
  [
    "a limit that is cut costs a chain of offsets without a total calls and no row",
    { request: { total: none }, way: "total=none,fault=capped" },
    "rows",
  ],
  [
    "a page size that is cut costs a chain of page numbers calls and no row",
    { request: { ...page, total: none }, way: "paging=page,total=none,cap=7" },
    "rows",
  ],
  [
    "a limit that is cut costs a chain of cursors calls and no row",
    { request: cursor, way: "paging=cursor,cap=7" },
    "rows",
  ],
  [
    "a limit that is cut costs a chain of keys calls and no row",
    { request: keyset, way: "paging=keyset,fault=capped" },
    "rows",
  ],
  [
    "a page size that is cut costs a chain of Link headers calls and no row",
    { request: linkHeader, way: "paging=link-header,cap=7" },
    "rows",
  ],
  [
    "a limit that the source refuses fails with its status",
    { way: "cap=7,over=refuse" },
    { code: "SOURCE_HTTP_400", fix: /path/ },
  ],
  [
    "a parameter for the page size that the source doesn't know fails with its status",
    { request: { paging: { type: "offset", limit: "size" } }, way: "" },
    { code: "SOURCE_HTTP_400", fix: /path/ },
  ],
];

/** What leads from page to page. */
const chains: readonly Case[] = [
  [
    "a cursor that leads back to its page ends the chain with an error",
    { request: cursor, way: "paging=cursor,fault=cursor-loops" },
    { code: "PAGING_ENDLESS", page: 1, fix: compare },
  ],
  [
    "a link that leads back to its page ends the chain with an error",
    { request: nextLink, way: "paging=next-link,fault=cursor-loops,at=4" },
    { code: "PAGING_ENDLESS", fix: compare },
  ],
  [
    "a Link header that leads back to its page ends the chain with an error",
    { request: linkHeader, way: "paging=link-header,fault=cursor-loops,at=3" },
    { code: "PAGING_ENDLESS", fix: compare },
  ],
  [
    "a cursor that leads back to its page once leaves rows that are there twice, beyond the total",
    { request: cursor, way: "paging=cursor,fault=cursor-loops,at=6,times=1" },
    { code: "ROWS_BEYOND_TOTAL" },
  ],
  [
    "a cursor that leads back to its page once shows in the second walk where there is no total",
    { request: { ...cursor, total: none }, way: "paging=cursor,total=none,fault=cursor-loops,at=6,times=1" },
    { code: "WALKS_DIFFER" },
  ],
  [
    "rows that are there twice show by their keys where the contract gives a range of rows",
    {
      request: { ...cursor, total: { from: "none", rows: { least: 1, most: 1000 } } },
      way: "paging=cursor,total=none,fault=shuffle",
    },
    { code: "ORDER_UNSTABLE" },
  ],
  [
    "a refusal in the middle is no end where the contract gives a range of rows, because nothing else proves the end",
    {
      request: { total: { from: "none", rows: { least: 1, most: 1000 } } },
      way: "total=none,fault=500,status=404,at=4",
    },
    { code: "SOURCE_HTTP_404", page: 3, fix: /path/ },
  ],
  [
    "a night with more rows than the contract's range fails",
    { request: { ...cursor, total: { from: "none", rows: { least: 1, most: 99 } } }, way: "paging=cursor,total=none" },
    { code: "ROWS_OUT_OF_RANGE" },
  ],
  [
    "a night within the contract's range needs one walk",
    {
      request: { ...cursor, total: { from: "none", rows: { least: 100, most: 100 } } },
      way: "paging=cursor,total=none",
    },
    "rows",
  ],
  [
    "a link in the body to another host is not followed",
    { request: nextLink, auth: "bearer", way: "paging=next-link,fault=next-link-elsewhere" },
    { code: "NEXT_LINK_ELSEWHERE", page: 0, fix: /base URL/ },
  ],
  [
    "a Link header to another host is not followed",
    { request: linkHeader, auth: "api-key-query", way: "paging=link-header,fault=next-link-elsewhere,at=2" },
    { code: "NEXT_LINK_ELSEWHERE", page: 1, fix: /base URL/ },
  ],
  ["links that are paths lead on", { request: nextLink, way: "paging=next-link,next=path" }, "rows"],
  [
    "links that are only a query lead on from the page that has them",
    { request: nextLink, way: "paging=next-link,next=query" },
    "rows",
  ],
  [
    "Link headers that are only a query lead on from the page that has them",
    { request: linkHeader, auth: "api-key-query", way: "paging=link-header,next=query" },
    "rows",
  ],
  [
    "a cursor that expires fails its page",
    { request: cursor, way: "paging=cursor,fault=cursor-expired" },
    { code: "SOURCE_HTTP_410", page: 2, fix: /path/ },
  ],
  [
    "a link that expires fails its page",
    { request: nextLink, way: "paging=next-link,fault=cursor-expired,status=400" },
    { code: "SOURCE_HTTP_400", page: 2, fix: /path/ },
  ],
  [
    "a page that begins with the key it should begin after fails",
    { request: keyset, way: "paging=keyset,fault=keyset-repeats" },
    { code: "KEYSET_INCLUSIVE", page: 1, fix: /paging\.after/ },
  ],
  [
    "a key that records don't have can't lead on",
    { request: { paging: { type: "keyset", more: "$.has_more", key: "uid" } }, way: "paging=keyset" },
    { code: "KEYSET_KEY_MISSING", page: 0, fix: /paging\.key/ },
  ],
  [
    "a word about more at a place that answers don't have fails",
    { request: { paging: { type: "keyset", more: "$.more" } }, way: "paging=keyset" },
    { code: "SOURCE_ANSWER_UNEXPECTED", page: 0, fix: compare },
  ],
  [
    "a cursor at a place that answers don't have ends early, which the total shows",
    { request: { paging: { type: "cursor", next: "$.cursor" } }, way: "paging=cursor" },
    { code: "ROWS_MISSING" },
  ],
];

describe("a night of a source whose pages don't fit together", () => {
  let apis: SourceApis;
  before(async () => {
    apis = await startSourceApis();
  });
  after(async () => {
    await apis.close();
  });

  testCases(() => apis, [...pages, ...chains]);
});
