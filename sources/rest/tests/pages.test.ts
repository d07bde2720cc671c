import { startSourceApis, type SourceApis } from "../../../tests/support/source-apis.ts";
import { testCases, type Case } from "./outcome.ts";

const none = { from: "none" };
const count = { from: "count", path: "/items/count" };
const header = { from: "header" };
const page = { paging: { type: "page" } };
const cursor = { paging: { type: "cursor" } };
const nextLink = { paging: { type: "next-link", size: "limit" } };
const linkHeader = { paging: { type: "link-header" } };
const keyset = { paging: { type: "keyset", more: "$.has_more" } };
const again = /run the night again/;
const compare = /compare (paging in )?the contract's request/;

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
    "a cursor that leads back to its page once ends the chain at the page whose rows come again",
    { request: cursor, way: "paging=cursor,fault=cursor-loops,at=6,times=1" },
    { code: "PAGING_ENDLESS", page: 6, fix: compare },
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

/** What changes while pages are read. */
const changes: readonly Case[] = [
  [
    "a row inserted between pages changes the total on the next one",
    { way: "fault=insert-between,call=4" },
    { code: "PAGE_TOTAL_CHANGED", fix: again },
  ],
  [
    "a row deleted between pages changes the total on the next one",
    { way: "fault=delete-between,call=4" },
    { code: "PAGE_TOTAL_CHANGED", fix: again },
  ],
  [
    "a row inserted between pages changes the count at the end",
    { request: { ...cursor, total: count }, way: "paging=cursor,total=count,fault=insert-between,call=4" },
    { code: "SOURCE_CHANGED" },
  ],
  [
    "a row deleted between pages changes the count at the end",
    { request: { ...keyset, total: count }, way: "paging=keyset,total=count,fault=delete-between,call=4" },
    { code: "SOURCE_CHANGED" },
  ],
  [
    "a row inserted between pages shows in the second walk",
    { request: { total: none }, way: "total=none,fault=insert-between,call=4" },
    { code: "WALKS_DIFFER" },
  ],
  [
    "a row deleted between pages shows in the second walk",
    { request: { ...linkHeader, total: none }, way: "paging=link-header,total=none,fault=delete-between,call=4" },
    { code: "WALKS_DIFFER" },
  ],
  [
    "a row changed between pages shows in the second walk",
    { request: { ...cursor, total: none }, way: "paging=cursor,total=none,fault=update-between,call=4" },
    { code: "WALKS_DIFFER" },
  ],
  [
    "a row changed after its page was read keeps the version that was read",
    { way: "fault=update-between,call=4" },
    "rows",
  ],
  [
    "another order at every call puts keys on two pages of offsets",
    { way: "fault=shuffle" },
    { code: "ORDER_UNSTABLE" },
  ],
  [
    "another order at every call puts keys on two pages of a chain",
    { request: cursor, way: "paging=cursor,fault=shuffle" },
    { code: "ORDER_UNSTABLE" },
  ],
  [
    "another order at every call shows in the second walk",
    { request: { ...page, total: none }, way: "paging=page,total=none,fault=shuffle" },
    { code: "WALKS_DIFFER" },
  ],
  ["an order that has to be asked for, and isn't, fails", { way: "sort=optional" }, { code: "ORDER_UNSTABLE" }],
  ["an order that has to be asked for holds", { request: { sort: { sort: "id" } }, way: "sort=optional" }, "rows"],
  [
    "another order at every call doesn't matter to an answer that has everything",
    { request: { paging: { type: "none" } }, way: "paging=none,fault=shuffle" },
    "rows",
  ],
];

/** What the source says its total is. */
const totals: readonly Case[] = [
  [
    "a capped total shows on the last planned page",
    { way: "fault=total-capped,rows=105" },
    { code: "ROWS_BEYOND_TOTAL", fix: /total that counts every row/ },
  ],
  [
    "a capped total that is a multiple of the page size shows behind the last page",
    { way: "fault=total-capped" },
    { code: "ROWS_BEYOND_TOTAL", fix: /total that counts every row/ },
  ],
  [
    "a capped total shows at the end of a chain",
    { request: cursor, way: "paging=cursor,fault=total-capped" },
    { code: "ROWS_BEYOND_TOTAL" },
  ],
  [
    "a capped total of one answer shows at once",
    { request: { paging: { type: "none" } }, way: "paging=none,fault=total-capped" },
    { code: "ROWS_BEYOND_TOTAL", fix: /total that counts every row/ },
  ],
  [
    "a stale count shows on the last planned page",
    { request: { ...page, total: count }, way: "paging=page,total=count,fault=total-stale" },
    { code: "ROWS_BEYOND_TOTAL", fix: /total that counts every row/ },
  ],
  [
    "a stale count shows at the end of a chain of links",
    { request: { ...nextLink, total: count }, way: "paging=next-link,total=count,fault=total-stale" },
    { code: "ROWS_BEYOND_TOTAL" },
  ],
  [
    "a total in a header that is no number fails the count",
    { request: { total: header }, way: "total=header,fault=header-total-text" },
    { code: "SOURCE_TOTAL_MISSING", fix: compare },
  ],
  [
    "a total in a header that is no number on one page fails that page",
    { request: { total: header }, way: "total=header,fault=header-total-text,at=3" },
    { code: "SOURCE_TOTAL_MISSING", page: 2, fix: compare },
  ],
  [
    "a header without a total fails the count",
    { request: { total: header }, way: "total=none" },
    { code: "SOURCE_TOTAL_MISSING", fix: compare },
  ],
  ["a body without a total fails the count", { way: "total=none" }, { code: "SOURCE_ANSWER_UNEXPECTED", fix: compare }],
  [
    "a count at another path that fails is asked again",
    { request: { total: count }, way: "total=count,on=count,fault=500,times=2" },
    "rows",
  ],
  [
    "a count at another path that always fails fails the dataset",
    { request: { total: count }, way: "total=count,on=count,fault=500" },
    { code: "SOURCE_HTTP_500", fix: /rate/ },
  ],
  [
    "a count at another path that is a login page fails the dataset",
    { request: { total: count }, way: "total=count,on=count,fault=html-login" },
    { code: "SOURCE_BODY_INVALID", fix: /again/ },
  ],
  [
    "a count at a path that doesn't exist fails the dataset",
    { request: { total: { from: "count", path: "/items/number" } }, way: "total=count" },
    { code: "SOURCE_HTTP_404", fix: /path/ },
  ],
  [
    "a count at a place that answers don't have fails the dataset",
    { request: { total: { ...count, at: "$.total" } }, way: "total=count" },
    { code: "SOURCE_ANSWER_UNEXPECTED", fix: compare },
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

  testCases(() => apis, [...pages, ...chains, ...changes, ...totals]);
});
