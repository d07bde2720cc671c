import { renderTable, type Table } from "./table.ts";

/** A command's text for people: lines, and tables, laid out once the terminal's width is known. */
export type Text = string | Table | readonly Text[];

/** One after the other, with an empty line between. */
export const apart = (texts: readonly Text[]): Text =>
  texts.flatMap((text, index) => (index === 0 ? [text] : ["", text]));

/** @param width of the terminal, in characters; output elsewhere has no limit */
export const renderText = (text: Text, width = Infinity): string => {
  if (typeof text === "string") return text;
  if ("columns" in text) return renderTable(text, width);
  return text.map((part) => renderText(part, width)).join("\n");
};

/** Line width of the output stream. A terminal that doesn't know its width reports 0. */
export const widthOf = ({ isTTY, columns = 0 }: { readonly isTTY?: boolean; readonly columns?: number }): number =>
  isTTY === true && columns > 0 ? columns : Infinity;
