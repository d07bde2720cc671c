/** Translates d3 formats to QuickSight's. Pure. */
import type { NumericFormatConfiguration } from "@aws-sdk/client-quicksight";

const numberFormat = /^(?:.?[<>=^])?([-+( ]?)([$#]?)0?\d*(,?)(?:\.(\d+))?~?([a-zA-Z%]?)$/;

export interface Said<Format> {
  /** Absent if QuickSight's default is closest. */
  readonly format?: Format;
  /** The part of the format that QuickSight can't express. */
  readonly lost?: string;
}

/** Decimal places, for those d3 types whose precision counts them. */
const decimalPlaces = (type: string, precision: string | undefined): number | undefined => {
  if (type === "d") return 0;
  return precision !== undefined && ["", "f", "%"].includes(type) ? Number(precision) : undefined;
};

export const numericFormat = (text: string): Said<NumericFormatConfiguration> => {
  const found = numberFormat.exec(text);
  if (found === null) return { lost: `the format ${text}` };
  const [, sign = "", symbol = "", comma = "", precision, type = ""] = found;
  const places = decimalPlaces(type, precision);
  const common = {
    ...(places !== undefined && { DecimalPlacesConfiguration: { DecimalPlaces: places } }),
    SeparatorConfiguration: {
      DecimalSeparator: "DOT" as const,
      ThousandsSeparator: {
        Symbol: "COMMA" as const,
        Visibility: comma === "" ? ("HIDDEN" as const) : ("VISIBLE" as const),
      },
    },
  };
  const scale = { NumberScale: type === "s" ? ("AUTO" as const) : ("NONE" as const) };
  const losses = [
    ...(sign === "+" ? ["the plus sign"] : []),
    ...(["", "d", "f", "s", "%"].includes(type) ? [] : [`numbers as ${type}`]),
  ];
  const lost = losses.length === 0 ? {} : { lost: losses.join(" and ") };
  if (type === "%") return { format: { PercentageDisplayFormatConfiguration: common }, ...lost };
  if (symbol === "$") {
    return { format: { CurrencyDisplayFormatConfiguration: { Symbol: "USD", ...common, ...scale } }, ...lost };
  }
  return { format: { NumberDisplayFormatConfiguration: { ...common, ...scale } }, ...lost };
};

const timeWords: Readonly<Record<string, string>> = {
  ...{ Y: "YYYY", y: "YY", m: "MM", b: "MMM", B: "MMMM", d: "DD", e: "D", q: "Q" },
  ...{ a: "ddd", A: "dddd", H: "HH", I: "hh", M: "mm", S: "ss", p: "A" },
};

/** @param text a d3 format, e.g. `%d %b %Y` */
export const dateFormat = (text: string): Said<string> => {
  const lost = [...text.matchAll(/%[-_0]?(\w)/g)].flatMap(([word, letter = ""]) => (letter in timeWords ? [] : [word]));
  if (lost.length > 0) return { lost: `${lost.join(", ")} of the format ${text}` };
  return { format: text.replaceAll(/%[-_0]?(\w)/g, (word, letter: string) => timeWords[letter] ?? word) };
};
