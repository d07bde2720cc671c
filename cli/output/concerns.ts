import { describeGap, describeLate, describeUnlike, type Concerns } from "../../model/concerns.ts";
import { describeStale } from "../../model/stale.ts";
import type { Text } from "./text.ts";

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

/** What needs attention beyond the runs shown; empty if nothing does. */
export const renderConcerns = ({ gaps, late, unlike, stale }: Concerns): readonly Text[] => {
  const groups = [...new Set(gaps.map(({ group }) => group))];
  const commands = groups.map((group) => `lakehouse run ${group} --gaps`).join(", ");
  return [
    section("Missing until it is run again:", [...gaps.map(describeGap), ...(gaps.length === 0 ? [] : [commands])]),
    section("Late:", late.map(describeLate)),
    section("On older data:", stale.map(describeStale)),
    section("Unlike other nights:", unlike.map(describeUnlike)),
  ].filter((lines) => lines.length > 0);
};
