import type { CheckResult } from "../doctor/check.ts";
import { plural } from "./format.ts";
import { table } from "./table.ts";
import type { Text } from "./text.ts";

const columns = [{ title: "check" }, { title: "state" }, { title: "found" }];

const fixOf = ({ code, fix = "" }: CheckResult): string => `${code}: ${fix}.`;

/** A line per finding, then how to fix the failed ones. */
export const renderChecks = (where: string, results: readonly CheckResult[]): Text => {
  const failed = results.filter(({ state }) => state === "failed");
  const skipped = results.filter(({ state }) => state === "skipped");
  const summary = [
    failed.length === 0 ? "Nothing to fix" : `${plural(failed.length, "finding")} to fix`,
    ...(skipped.length === 0 ? [] : [`${plural(skipped.length, "check")} couldn't be run from here`]),
  ].join("; ");
  return [
    where,
    "",
    table(
      columns,
      results.map(({ code, state, found }) => [code, state, found]),
    ),
    ...(failed.length === 0 ? [] : ["", "How to fix:", ...failed.map((one) => `  ${fixOf(one)}`)]),
    "",
    `${summary}.`,
  ];
};
