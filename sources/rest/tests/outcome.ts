/** The only two ends that a night may have: exactly the source's rows, or an error that says what to do. */
import { expect } from "chai";
import { readFileSync } from "node:fs";
import type { SourceApis } from "../../../tests/support/source-apis.ts";
import { expectedRows, itemsNight, landedRows, wayOf, type Items, type ItemsNight } from "./items.ts";

const operations = readFileSync("docs/operations.md", "utf8");

export interface Failure {
  readonly code: string;
  /** Number of the page that the error names; absent if the whole dataset is judged. */
  readonly page?: number;
  /** What the error names instead of the dataset. */
  readonly place?: string;
  /** What the error says to do; absent if the table in docs/operations.md says it. */
  readonly fix?: RegExp;
}

/** The night loads exactly the source's rows, whatever their order. */
export const loads = async (apis: SourceApis, options: ItemsNight): Promise<Items> => {
  const night = await itemsNight(apis, options);
  expect(night.error).to.equal(undefined);
  expect(landedRows(night)).to.have.deep.members(expectedRows(wayOf(options), options.window));
  expect(night.entry?.rows).to.equal(night.lines.length);
  return night;
};

/** The dataset fails with a code, a place, and what to do; nothing of it counts, and no secret is told. */
export const failsOf = (
  night: Items,
  { code, page, place = "demo.items", fix }: Failure,
  secrets: readonly string[] = [],
): void => {
  const { error = "no error", entry, lines, item } = night;
  expect(error).to.match(new RegExp(`(^|[ :])${code} `));
  expect(error).to.contain(page === undefined ? place : `dataset demo.items page ${page}`);
  if (fix === undefined) expect(operations, "docs/operations.md").to.contain(`\`${code}\``);
  else expect(error.split("Fix: ").slice(1).join(" ")).to.match(fix);
  for (const secret of secrets) expect(error).to.not.contain(secret);
  expect([item.state, entry, lines]).to.deep.equal(["FAILED", undefined, []]);
};

export const fails = async (apis: SourceApis, options: ItemsNight, failure: Failure): Promise<Items> => {
  const night = await itemsNight(apis, options);
  failsOf(night, failure, options.secret === undefined || options.secret === "" ? [] : [options.secret]);
  return night;
};

/** A title, what the source and the contract are, and the end: an error's, or "rows" for the source's rows. */
export type Case = readonly [title: string, options: ItemsNight, end: Failure | "rows"];

/** Each case as a test of its own. */
export const testCases = (apis: () => SourceApis, cases: readonly Case[]): void => {
  for (const [title, options, end] of cases) {
    it(title, async () => {
      if (end === "rows") await loads(apis(), options);
      else await fails(apis(), options, end);
    });
  }
};
