import { renderTable, type Table } from "./table.ts";

/** What a command says to people: lines, and tables, laid out once it is known how wide the terminal is. */
export type Text = string | Table | readonly Text[];

/** One after the other, with an empty line between. */
export const apart = (texts: readonly Text[]): Text =>
  texts.flatMap((text, index) => (index === 0 ? [text] : ["", text]));

/** @param width of the terminal, in characters; what goes elsewhere may be as wide as it wants to be */
export const renderText = (text: Text, width = Infinity): string => {
  if (typeof text === "string") return text;
  if ("columns" in text) return renderTable(text, width);
  return text.map((part) => renderText(part, width)).join("\n");
};

/** Characters of a line where an answer goes. A terminal that doesn't know its width says 0. */
export const widthOf = ({ isTTY, columns = 0 }: { readonly isTTY?: boolean; readonly columns?: number }): number =>
  isTTY === true && columns > 0 ? columns : Infinity;
