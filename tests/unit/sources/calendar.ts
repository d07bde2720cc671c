/** Days of a calendar as a kind of source: the example in sources/README.md. */
import { noteFields } from "../../../model/field-notes.ts";
import type { Dataset } from "../../../model/documents/contract-bundle.ts";
import { readOrFault } from "../../../model/documents/document-fault.ts";
import { part } from "../../../model/documents/document.ts";
import { sumOfRowHashes } from "../../../model/row-hashes.ts";
import { checkSchema } from "../../../model/validation/check-schema.ts";
import { count, string, wholeNumber } from "../../../model/validation/schema.ts";
import type { Connector } from "../../../sources/connector.ts";
import type { SourceKind } from "../../../sources/kind.ts";
import { keyFieldsOf, keyHashes } from "../../../sources/page-keys.ts";

const dayMs = 86_400_000;
const pageDays = wholeNumber(1, 5000);
const sourceMembers = { firstYear: wholeNumber(1900, 2200), years: wholeNumber(1, 100) };
const read = { code: "BUNDLE_UNREADABLE", fix: "deploy the stack again" };
const settingsKind = { ...read, name: "source's settings", schema: part("a calendar", sourceMembers) };
const requestKind = { ...read, name: "request", schema: part("a request", { days: pageDays }) };
const pieceKind = { ...read, name: "piece of work", schema: part("a piece", { from: count, days: count }) };

const sizeOf = ({ id, extraction }: Dataset): number =>
  readOrFault(requestKind, extraction.request, `dataset ${id}`, "never").days;

/** One record per day since the first of January, as JSON. */
const linesFrom = (firstYear: number, from: number, days: number): readonly Uint8Array[] =>
  Array.from({ length: days }, (_, index) => {
    const date = new Date(Date.UTC(firstYear, 0, 1) + (from + index) * dayMs);
    return Buffer.from(JSON.stringify({ day: date.toISOString().slice(0, 10), weekday: date.getUTCDay() }));
  });

const calendarConnector = (firstYear: number, years: number): Connector => {
  const total = (Date.UTC(firstYear + years, 0, 1) - Date.UTC(firstYear, 0, 1)) / dayMs;
  return {
    cut: (dataset) => Promise.resolve({ rows: total, pages: Math.ceil(total / sizeOf(dataset)) }),
    pieces: (dataset, { pages }) =>
      Array.from({ length: pages }, (_, page) => {
        const from = page * sizeOf(dataset);
        const days = Math.min(sizeOf(dataset), total - from);
        return { page, piece: { from, days }, expectedRows: days };
      }),
    fetch: (dataset, message) => {
      const { from, days } = readOrFault(pieceKind, message.piece, `page ${message.page}`, "never");
      const lines = linesFrom(firstYear, from, days);
      const records = lines.map((line) => JSON.parse(Buffer.from(line).toString()) as object);
      const keys = keyHashes(lines, { records, fields: keyFieldsOf(dataset) });
      return Promise.resolve({ records: lines, fields: noteFields(dataset.columns, records), keys });
    },
    count: () => Promise.resolve(total),
    completeness: () => ({ by: "total" }),
    walk: () => Promise.resolve({ rows: total, rowHashSum: sumOfRowHashes(linesFrom(firstYear, 0, total)) }),
  };
};

export const calendar: SourceKind = {
  contracts: {
    name: "calendar",
    sourceMembers,
    secretOf: () => ({}),
    codes: ["CONTRACT_PAGE_DAYS"],
    settings: ["lakehousePageDays"],
    readRequest: (report, { lakehousePageDays: days }) => {
      if (days === undefined) return undefined;
      const { value } = checkSchema(pageDays, days.value);
      if (value !== undefined) {
        const format = { type: "json" } as const;
        return { request: { days: value }, format, windowFit: "exact", reads: "days", readsPath: days.path };
      }
      const message = "it says how many days are in a page; must be a whole number from 1 to 5000";
      report.add("CONTRACT_PAGE_DAYS", days.path, message, "write e.g. 366");
      return undefined;
    },
  },
  address: {
    member: "calendar",
    schema: string(/^gregorian$/, "the only calendar: gregorian"),
    what: "calendar",
    example: "gregorian",
    portOf: () => 443,
  },
  connect: ({ name, settings }) => {
    const { firstYear, years } = readOrFault(settingsKind, settings, `source ${name}`, "never");
    return calendarConnector(firstYear, years);
  },
  probe: async ({ source, location, dataset, window, deadline }, ports) => {
    const rows = await calendar.connect(source, location, ports).count(dataset, window, deadline);
    return [{ about: "total", state: "OK", message: `${rows ?? 0} days` }];
  },
};
