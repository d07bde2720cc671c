/** The part of docs/operations.md that states what a stack costs. */
import { billOf, totalOf, type BilledStack, type BillLine } from "./bill.ts";

const usd = (amount: number): string => (amount === 0 ? "" : amount < 0.01 ? "< 0.01" : amount.toFixed(2));

const rowOf = ({ service, what, idle, nightly }: BillLine): readonly string[] => [
  service,
  what,
  usd(idle),
  usd(nightly),
];

/** A table as the formatter leaves it. */
const table = (rows: readonly (readonly string[])[]): string => {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...rows.slice(1).map(line)].join("\n");
};

const stackTable = (name: string, stack: BilledStack): string => {
  const lines = billOf(stack);
  const [idle, nightly] = [totalOf(lines, "idle"), totalOf(lines, "nightly")];
  return table([
    [`stack \`${name}\``, "USD a month for", "idle", "nights"],
    ...lines.map(rowOf),
    ["**together**", `**${usd(idle + nightly)}**`, usd(idle), usd(nightly)],
  ]);
};

const [begin, end] = ["<!-- bill -->", "<!-- end of bill -->"] as const;

/** The document with the bills calculated from resources and prices. */
export const withBills = (document: string, stacks: Readonly<Record<string, BilledStack>>): string => {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/operations.md has no lines ${begin} and ${end}.`);
  const tables = Object.entries(stacks).map(([name, stack]) => stackTable(name, stack));
  return `${document.slice(0, from + begin.length)}\n\n${tables.join("\n\n")}\n\n${document.slice(to)}`;
};
