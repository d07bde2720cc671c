/** What a contract says of requests, as parameters and paths. */
import type { Dataset } from "../../model/documents/contract-bundle.ts";
import type { Window } from "../../model/documents/values.ts";
import { readOrFault } from "../../model/documents/document-fault.ts";
import { askedWindow } from "../../model/lookback.ts";
import { requestSchema, type RestRequest, type windowFormats } from "./settings.ts";

const requestKind = {
  name: "dataset's request",
  code: "BUNDLE_UNREADABLE",
  fix: "deploy the stack again, it uploads the contracts",
  schema: requestSchema,
};

const known = new WeakMap<object, RestRequest>();

/** A dataset's request, checked once. */
export const requestOf = ({ id, extraction }: Pick<Dataset, "id" | "extraction">): RestRequest => {
  const request = known.get(extraction) ?? readOrFault(requestKind, extraction.request, `dataset ${id}`, "never");
  known.set(extraction, request);
  return request;
};

type Format = (typeof windowFormats)[number];

/** The smallest steps of the formats: an inclusive end is one step before an exclusive one. */
const stepMs: Readonly<Record<Format, number>> = {
  instant: 1,
  minute: 60_000,
  date: 86_400_000,
  "epoch-seconds": 1_000,
  "epoch-milliseconds": 1,
};

const written: Readonly<Record<Format, (instant: string) => string>> = {
  instant: (instant) => instant,
  minute: (instant) => instant.slice(0, 16).replace("T", " "),
  date: (instant) => instant.slice(0, 10),
  "epoch-seconds": (instant) => Math.floor(Date.parse(instant) / 1000).toString(),
  "epoch-milliseconds": (instant) => Date.parse(instant).toString(),
};

/** Parameters that select the window's records; none for a dataset that is read whole. */
export const windowQuery = (
  { extraction }: Pick<Dataset, "extraction">,
  { window: { query, format } }: RestRequest,
  window: Window,
): Readonly<Record<string, string>> => {
  if (extraction.windowColumn === undefined) return {};
  const { since, until } = askedWindow(extraction, window);
  const write = written[format];
  const last = write(new Date(Date.parse(until) - stepMs[format]).toISOString());
  const fill = (text: string): string =>
    text.replaceAll("{since}", write(since)).replaceAll("{until}", write(until)).replaceAll("{last}", last);
  return Object.fromEntries(Object.entries(query).map(([name, text]) => [name, fill(text)]));
};
