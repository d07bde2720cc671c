/** Lines of plans: additions are green, removals are red. */
import type { Paint } from "./colour.ts";

const signFormats = { "+": "green", "~": "yellow", "-": "red" } as const;

export const paintedLine = (sign: string, text: string, paint: Paint): string =>
  sign === "+" || sign === "~" || sign === "-" ? paint(signFormats[sign], text) : text;

export const indented = (lines: readonly string[], spaces: number): readonly string[] =>
  lines.map((line) => (line === "" ? "" : `${" ".repeat(spaces)}${line}`));

/** A unified diff. */
export const paintedDiff = (diff: string, paint: Paint): readonly string[] =>
  diff.split("\n").map((line) => {
    if (line.startsWith("@@")) return paint("cyan", line);
    return paintedLine(line.startsWith("+") ? "+" : line.startsWith("-") ? "-" : "", line, paint);
  });
