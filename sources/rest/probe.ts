/** Tests an API as a dataset would use it: credentials, total, first and last page, order, and window. */
import type { Dataset } from "../../model/documents/contract-bundle.ts";
import type { Window } from "../../model/documents/values.ts";
import { Fault } from "../../model/fault.ts";
import { noteFields, noteHeader } from "../../model/field-notes.ts";
import { askedWindow } from "../../model/lookback.ts";
import { counted, figure, listed } from "../../model/wording.ts";
import type { ProbeFinding } from "../probe.ts";
import type { Answer } from "./answer/answer.ts";
import { valueAt } from "./answer/members.ts";
import { isSized, refusesPastTheEnd } from "./check-page.ts";
import { askChainedPage, askedOf, askPage, askTotal, type Asked } from "./calls.ts";
import type { AskSource } from "./http/client.ts";
import type { Pager } from "./paging/pager.ts";

const ok = (about: string, message: string): ProbeFinding => ({ about, state: "OK", message });
const fault = (about: string, message: string, fix: string): ProbeFinding => ({ about, state: "FAULT", message, fix });
const warning = (about: string, message: string, fix: string): ProbeFinding => ({
  ...{ about, state: "WARNING", message, fix },
});
const skipped = (about: string, message: string): ProbeFinding => ({ about, state: "SKIPPED", message });

/** What a test finds; a source's refusal is a finding. */
const findingsOf = async (
  about: string,
  test: () => Promise<readonly ProbeFinding[]>,
): Promise<readonly ProbeFinding[]> => {
  try {
    return await test();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, message, fix } = error.problem;
    return [fault(about, `${code} ${message}`, fix)];
  }
};

const texts = (lines: readonly Uint8Array[]): readonly string[] =>
  lines.map((line) => Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString("latin1"));

const isPrefix = (part: readonly string[], whole: readonly string[]): boolean =>
  part.every((text, index) => text === whole[index]);

interface Probed {
  readonly ask: AskSource;
  readonly pager: Pager;
  readonly asked: Asked;
  readonly dataset: Dataset;
  readonly size: number;
  readonly total: number | undefined;
  readonly first: Answer;
}

const sortFix =
  "state parameters that sort by a unique field as request.sort, or ask the source's owner for a stable order";

const firstPage = ({ asked, dataset, size, total, first }: Probed): readonly ProbeFinding[] => {
  const { records } = first;
  const { names } = first;
  const notes =
    names === undefined ? noteFields(dataset.columns, records) : noteHeader(dataset.columns, names, records.length);
  const isAsked = isSized(asked.request);
  const rows = isAsked
    ? `${counted(records.length, "row")} of ${figure(size)} requested`
    : counted(records.length, "row");
  const isCut = isAsked && total !== undefined && records.length < Math.min(size, total);
  const pages = [
    ...(isAsked && records.length > size
      ? [
          fault(
            "first page",
            `${rows}: the source ignores the page size`,
            "name the parameter that sets the page size in request.paging",
          ),
        ]
      : []),
    ...(isCut
      ? [
          fault(
            "first page",
            `${rows}, though there are ${figure(total)}: the source allows no more`,
            `set lakehousePageSize to ${records.length}`,
          ),
        ]
      : []),
    ...(records.length === 0
      ? [warning("first page", "no row in this window", "test with --date and a day that has some")]
      : []),
  ];
  const missing = notes?.missing ?? [];
  const undeclared = notes?.undeclared ?? [];
  return [
    ...(pages.length === 0 ? [ok("first page", rows)] : pages),
    ...(missing.length === 0
      ? []
      : [
          fault(
            "fields",
            `no record has ${listed(missing)}, required by the contract`,
            "correct physicalName, or what is required",
          ),
        ]),
    ...(undeclared.length === 0 ? [] : [ok("fields", `the contract leaves out ${listed(undeclared)}`)]),
  ];
};

const totalFix = "ask the source's owner for a total that counts every row, or for a stable order";

/** Many sources refuse a page after the last one. */
const hasRowAt = async ({ ask, pager, asked, size }: Probed, row: number): Promise<boolean> => {
  const at = pager.atRow?.(row, size);
  if (at === undefined) return false;
  try {
    return (await askPage(ask, pager, asked, { at, size })).records.length > 0;
  } catch (error) {
    if (refusesPastTheEnd(error)) return false;
    throw error;
  }
};

const lastPage = async (probed: Probed): Promise<readonly ProbeFinding[]> => {
  const { ask, pager, asked, size, total, first } = probed;
  const { atRow } = pager;
  if (atRow === undefined || total === undefined) {
    const at = pager.next({ at: undefined, answer: first, place: asked.place });
    const rows = first.records.length;
    if (at === undefined && total !== undefined && rows < total) {
      const found = `there is none after the first ${counted(rows, "row")}, though there are ${figure(total)}`;
      return [fault("next page", found, "compare request.paging with what the API's answers say of the next page")];
    }
    if (at === undefined) return [ok("next page", "there is none after the first")];
    const second = await askChainedPage(ask, pager, asked, { at, size });
    // Finds a page that begins where the one before ended
    pager.next({ at, answer: second, place: asked.place });
    const [one, two] = [texts(first.lines)[0], texts(second.lines)[0]];
    if (one !== undefined && one === two) {
      const fix = "compare request.paging with the source's API";
      return [fault("next page", "it begins like the first, so paging has no effect", fix)];
    }
    return [ok("next page", counted(second.records.length, "row"))];
  }
  if (total === 0) return [skipped("last page", "there are no rows")];
  const page = Math.ceil(total / size) - 1;
  const expected = total - page * size;
  const last = await askPage(ask, pager, asked, { at: atRow(page * size, size), size });
  if (last.records.length !== expected) {
    const found = `expected ${counted(expected, "row")} by the total, got ${figure(last.records.length)}`;
    return [fault("last page", found, totalFix)];
  }
  // A full page says nothing about what comes after it
  const hasMore = expected === size && (await hasRowAt(probed, total));
  if (hasMore) return [fault("last page", `there are rows after the ${figure(total)} of the total`, totalFix)];
  return [ok("last page", `${counted(expected, "row")}, as the total says`)];
};

const order = async ({ ask, pager, asked, size, first }: Probed): Promise<readonly ProbeFinding[]> => {
  if (first.lines.length < 2) return [skipped("order", "it takes two rows to have one")];
  const again = await askPage(ask, pager, asked, { size });
  if (!isPrefix(texts(first.lines), texts(again.lines))) {
    return [fault("order", "the same page came in another order, or with other rows, when asked again", sortFix)];
  }
  if (!isSized(asked.request) || size < 2) return [ok("order", "the same page twice")];
  const shorter = await askPage(ask, pager, asked, { size: size - 1 });
  if (isPrefix(texts(shorter.lines), texts(first.lines))) return [ok("order", "the same with another page size")];
  return [fault("order", "a page of another size has other rows", sortFix)];
};

/** A day without rows. A source that filters by a beginning alone has none after the day, and all after one long ago. */
const farDay = (isOpen: boolean): { readonly year: string; readonly window: Window } => {
  const year = isOpen ? "2200" : "1980";
  return { year, window: { since: `${year}-01-01T00:00:00.000Z`, until: `${year}-01-02T00:00:00.000Z` } };
};

const windowTest = async (probed: Probed): Promise<readonly ProbeFinding[]> => {
  const { ask, pager, asked, dataset, first, size } = probed;
  const { windowColumn } = dataset.extraction;
  const column = dataset.columns.find(({ name }) => name === windowColumn);
  if (column === undefined) return [skipped("window", "every night reads everything")];
  const { since, until } = askedWindow(dataset.extraction, asked.window);
  const path = column.sourcePath ?? [column.sourceName];
  const times = first.records.map((record) => Date.parse(String(valueAt(record, path))));
  const outside = times.filter((time) => time < Date.parse(since) || time >= Date.parse(until)).length;
  if (outside > 0) {
    const found = `${counted(outside, "row")} of ${figure(first.records.length)} ${outside === 1 ? "is" : "are"} outside of ${since} to ${until}`;
    return [fault("window", found, "compare request.window with the parameters by which the source filters")];
  }
  const { year, window } = farDay(dataset.extraction.windowFit === "open");
  const far = await askPage(ask, pager, { ...asked, window }, { size });
  if (far.records.length > 0 && first.records.length > 0) {
    const found = `a day of ${year} has rows too, so the source ignores the window`;
    return [fault("window", found, "name the source's parameters in request.window")];
  }
  return [ok("window", `rows are inside of it, and a day of ${year} has none`)];
};

const totalOfProbe = (total: number | undefined, { request }: Asked): ProbeFinding => {
  if (total !== undefined) return ok("total", counted(total, "row"));
  const how =
    request.total.from === "none" && request.total.rows !== undefined
      ? "the contract says how many rows to expect"
      : "every night reads everything twice";
  return ok("total", `the source gives none: ${how}`);
};

export const probeDataset = async (
  ask: AskSource,
  pager: Pager,
  dataset: Dataset,
  window: Window,
  deadline: number,
): Promise<readonly ProbeFinding[]> =>
  findingsOf("answer", async () => {
    const asked = askedOf(dataset, window, dataset.id, deadline);
    const { pageSize: size } = asked.request;
    const total = await askTotal(ask, pager, asked);
    const first = await askPage(ask, pager, asked, { size });
    const probed: Probed = { ask, pager, asked, dataset, size, total, first };
    const isChain = pager.atRow === undefined || total === undefined;
    return [
      ok("answer", "the source answers, with these credentials"),
      totalOfProbe(total, asked),
      ...firstPage(probed),
      ...(await findingsOf(isChain ? "next page" : "last page", async () => lastPage(probed))),
      ...(await findingsOf("order", async () => order(probed))),
      ...(await findingsOf("window", async () => windowTest(probed))),
    ];
  });
