import { startSourceApis, type SourceApis } from "../../../tests/support/source-apis.ts";
import { testCases, type Case } from "./outcome.ts";
import { none, count, page, cursor, nextLink, linkHeader, keyset, again, compare } from "./requests.ts";

const header = { from: "header" };

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

describe("a night of a source that changes, or counts wrong", () => {
  let apis: SourceApis;
  before(async () => {
    apis = await startSourceApis();
  });
  after(async () => {
    await apis.close();
  });

  testCases(() => apis, [...changes, ...totals]);
});
