/** A mail's text part: every line and figure of the HTML part, in columns. Pure. */
import type { Block, MailContent } from "./content.ts";

const widthOf = (text: string): number => Array.from(text).length;

const aligned = ({ columns, rows }: Extract<Block, { kind: "table" }>): readonly string[] => {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => row.map(({ text }) => text))];
  const widths = columns.map((_column, index) => Math.max(...lines.map((line) => widthOf(line[index] ?? ""))));
  const padded = (line: readonly string[]): string =>
    columns
      .map(({ isNumber }, index) => {
        const text = line[index] ?? "";
        const space = " ".repeat((widths[index] ?? 0) - widthOf(text));
        return isNumber ? `${space}${text}` : `${text}${space}`;
      })
      .join("  ")
      .trimEnd();
  const [head = [], ...body] = lines;
  return [padded(head), widths.map((width) => "-".repeat(width)).join("  "), ...body.map(padded)];
};

const linesOf = (block: Block): readonly string[] => {
  switch (block.kind) {
    case "paragraph":
      return [block.text];
    case "list":
      return [block.title, ...block.lines.map((line) => `- ${line}`)];
    case "table":
      return [block.title, "", ...aligned(block)];
    case "picture":
      return [block.alt];
    case "links":
      return [block.title, ...block.links.map(({ title, url }) => `- ${title}: ${url}`)];
  }
};

export const textOf = ({ title, verdicts, blocks, footer }: MailContent): string =>
  `${[[title, "", ...verdicts], ...blocks.map(linesOf), ["-- ", footer]].map((lines) => lines.join("\n")).join("\n\n")}\n`;
