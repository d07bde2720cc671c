/** Every paging, total, and format of the demo source's ways, each with what a contract says of it. */
import type { Part } from "./items.ts";

/** One value of a dimension. */
export interface Choice<Name extends string = string> {
  readonly name: Name;
  /** How the source is told. */
  readonly way: string;
  /** How a contract says it. */
  readonly request: Part;
}

export type PagingName = "offset" | "page" | "page from 0" | "cursor" | "next-link" | "link-header" | "keyset" | "none";

export const pagings: readonly Choice<PagingName>[] = [
  { name: "offset", way: "paging=offset", request: {} },
  { name: "page", way: "paging=page", request: { paging: { type: "page" } } },
  { name: "page from 0", way: "paging=page,first=0", request: { paging: { type: "page", first: 0 } } },
  { name: "cursor", way: "paging=cursor", request: { paging: { type: "cursor" } } },
  { name: "next-link", way: "paging=next-link", request: { paging: { type: "next-link", size: "limit" } } },
  { name: "link-header", way: "paging=link-header", request: { paging: { type: "link-header" } } },
  { name: "keyset", way: "paging=keyset", request: { paging: { type: "keyset" } } },
  { name: "none", way: "paging=none", request: { paging: { type: "none" } } },
];

export type TotalName = "body" | "header" | "count" | "none";

export const totals: readonly Choice<TotalName>[] = [
  { name: "body", way: "total=body", request: {} },
  { name: "header", way: "total=header", request: { total: { from: "header" } } },
  { name: "count", way: "total=count", request: { total: { from: "count", path: "/items/count" } } },
  { name: "none", way: "total=none", request: { total: { from: "none" } } },
];

export interface Format extends Choice {
  /** Whether an answer has a place beside its records. */
  readonly hasEnvelope: boolean;
}

export const formats: readonly Format[] = [
  { name: "json", way: "format=json", request: {}, hasEnvelope: true },
  { name: "nested json", way: "records=result.items", request: { records: "$.result.items[*]" }, hasEnvelope: true },
  { name: "a json list", way: "records=top,gzip=yes", request: { records: "$[*]" }, hasEnvelope: false },
  { name: "ndjson", way: "format=ndjson", request: { format: "ndjson" }, hasEnvelope: false },
  { name: "csv", way: "format=csv,gzip=yes", request: { format: "csv" }, hasEnvelope: false },
  {
    name: "csv with semicolons",
    way: "format=csv,delimiter=semicolon",
    request: { format: "csv", delimiter: ";" },
    hasEnvelope: false,
  },
  {
    name: "csv with tabs",
    way: "format=csv,delimiter=tab",
    request: { format: "csv", delimiter: "\t" },
    hasEnvelope: false,
  },
];

/** A paging, a total, and a format that fit together. */
export interface Combination {
  readonly paging: PagingName;
  readonly total: TotalName;
  readonly format: Format;
  readonly way: string;
  readonly request: Part;
}

const needsEnvelope = (paging: PagingName, total: TotalName): boolean =>
  paging === "cursor" || paging === "next-link" || total === "body";

const combine = (paging: Choice<PagingName>, total: Choice<TotalName>, format: Format): Combination => {
  // Only an answer with a place beside its records can say that there are more
  const more = paging.name === "keyset" && format.hasEnvelope ? { paging: { type: "keyset", more: "$.has_more" } } : {};
  return {
    ...{ paging: paging.name, total: total.name, format },
    way: [paging.way, total.way, format.way].join(","),
    request: { ...paging.request, ...total.request, ...format.request, ...more },
  };
};

/** Combinations with a paging. */
export const combinationsOf = (paging: Choice<PagingName>): readonly Combination[] =>
  totals.flatMap((total) =>
    formats
      .filter(({ hasEnvelope }) => hasEnvelope || !needsEnvelope(paging.name, total.name))
      .map((format) => combine(paging, total, format)),
  );
