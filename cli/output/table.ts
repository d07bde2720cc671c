import Table from "cli-table3";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** A table with ruled head, without colour: it reads the same in a terminal, a file and a test. */
export const renderTable = (columns: readonly Column[], rows: readonly (readonly string[])[]): string => {
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align }) => align ?? "left"),
    style: { head: [], border: [], "padding-left": 0 },
    chars: {
      top: "",
      "top-mid": "",
      "top-left": "",
      "top-right": "",
      bottom: "",
      "bottom-mid": "",
      "bottom-left": "",
      "bottom-right": "",
      left: "",
      "left-mid": "",
      mid: "",
      "mid-mid": "",
      right: "",
      "right-mid": "",
      middle: " ",
    },
  });
  for (const row of rows) table.push([...row]);
  const [head = "", ...body] = table.toString().split("\n");
  const rule = "─".repeat(Math.max(head.trimEnd().length, ...body.map((line) => line.trimEnd().length)));
  return [head, rule, ...body].map((line) => line.trimEnd()).join("\n");
};
