/** Which of a table's columns are shown at what width, if not all of it fits. Pure. */
import stringWidth from "string-width";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** The minimum width of its texts on a narrow terminal, in characters; if absent, they are never shortened. */
  readonly shortenTo?: number;
  /** If that isn't enough, columns are dropped, lowest number first; one without a number stays. */
  readonly leaveOut?: number;
}

/** Columns by their index. */
export interface Layout {
  readonly shown: readonly { readonly index: number; readonly width: number }[];
  readonly leftOut: readonly number[];
  readonly shortened: readonly number[];
}

/** Columns that could be shown, with the minimum and maximum width of each. */
interface Candidate {
  readonly index: number;
  readonly least: number;
  readonly most: number;
}

type Sized = Pick<Column, "align" | "shortenTo" | "leaveOut"> & {
  readonly index: number;
  readonly titleWidth: number;
  readonly most: number;
};

/** Spaces between two columns. */
export const gap = 2;
/** Minimum width of a text that isn't declared shortenable, as a last resort. */
const leastOfText = 4;

const isPlain = /^[\x20-\x7e]*$/;

/** Width of a line on a terminal, in characters. */
export const widthOfLine = (line: string): number => (isPlain.test(line) ? line.length : stringWidth(line));

const graphemes = new Intl.Segmenter();

/** A line of at most `width` characters, with an ellipsis if it was cut. */
export const shorten = (line: string, width: number): string => {
  if (widthOfLine(line) <= width) return line;
  let kept = "";
  for (const { segment } of graphemes.segment(line)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
};

const totalOf = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1);

/** Gives the remaining room to the narrowest columns that need more, one character at a time. */
const widen = (candidates: readonly Candidate[], limit: number): readonly number[] => {
  const widths = candidates.map(({ least }) => least);
  for (let room = limit - totalOf(widths); room > 0; room -= 1) {
    const wanting = candidates.flatMap(({ most }, place) => ((widths[place] ?? 0) < most ? [place] : []));
    const [first, ...others] = wanting;
    if (first === undefined) break;
    const narrowest = others.reduce((one, other) => ((widths[other] ?? 0) < (widths[one] ?? 0) ? other : one), first);
    widths[narrowest] = (widths[narrowest] ?? 0) + 1;
  }
  return widths;
};

/**
 * What could be given up, least harmful first: shortenable texts; droppable columns, in their order; the ends of other
 * texts; columns from the right. The first column always stays.
 */
const choices = (columns: readonly Sized[]): readonly (readonly Candidate[])[] => {
  const asAllowed = ({ index, most, shortenTo, titleWidth }: Sized): Candidate => ({
    index,
    most,
    least: shortenTo === undefined ? most : Math.min(most, Math.max(shortenTo, titleWidth)),
  });
  const atAnyRate = ({ index, most, align }: Sized): Candidate => ({
    index,
    most,
    // a truncated number would be a different number
    least: align === "right" ? most : Math.min(most, leastOfText),
  });
  const order = columns
    .filter(({ leaveOut }) => leaveOut !== undefined)
    .sort((one, other) => (one.leaveOut ?? 0) - (other.leaveOut ?? 0));
  const without = (count: number): readonly Sized[] =>
    columns.filter((column) => !order.slice(0, count).includes(column));
  const kept = without(order.length);
  return [
    ...Array.from({ length: order.length + 1 }, (_, count) => without(count).map(asAllowed)),
    ...Array.from(kept, (_, count) => kept.slice(0, kept.length - count).map(atAnyRate)),
    columns.slice(0, 1).map(({ index, most }) => ({ index, most, least: 1 })),
  ];
};

/**
 * @param naturalWidths the width that each column needs
 * @param limit characters of a line, at least 1
 */
export const fitColumns = (columns: readonly Column[], naturalWidths: readonly number[], limit: number): Layout => {
  const sized = columns.map(({ title, ...column }, index): Sized => {
    return { ...column, index, titleWidth: stringWidth(title), most: naturalWidths[index] ?? 0 };
  });
  const found = choices(sized).find((candidates) => totalOf(candidates.map(({ least }) => least)) <= limit) ?? [];
  const widths = widen(found, limit);
  const shown = found.map(({ index }, place) => ({ index, width: widths[place] ?? 0 }));
  return {
    shown,
    leftOut: sized.flatMap(({ index }) => (shown.some((column) => column.index === index) ? [] : [index])),
    shortened: shown.filter(({ index, width }) => width < (naturalWidths[index] ?? 0)).map(({ index }) => index),
  };
};
