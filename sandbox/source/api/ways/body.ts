import { gzipSync } from "node:zlib";
import { jsonType, textAnswer } from "../answer.ts";
import type { Answer, Ask } from "../ask.ts";
import type { Behavior } from "./behavior.ts";
import { csvText } from "./csv-text.ts";
import type { Fault } from "./faults.ts";
import type { Field } from "./items.ts";
import { hasEnvelope } from "./keys.ts";

const delimiters: Readonly<Record<Behavior["delimiter"], string>> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
  pipe: "|",
};

const objectText = (row: readonly Field[]): string =>
  `{${row.map(({ name, json }) => `${JSON.stringify(name)}:${json}`).join(",")}}`;

/** The list of records within its objects: `result.items` is `{"result":{"items":[…]}}`. */
const nested = (path: readonly string[], list: string): string => {
  const [name = "data", ...rest] = path;
  return `${JSON.stringify(name)}:${rest.length === 0 ? list : `{${nested(rest, list)}}`}`;
};

const jsonText = (
  rows: readonly (readonly Field[])[],
  beside: readonly (readonly [string, unknown])[],
  behavior: Behavior,
  hit: (fault: Fault) => boolean,
): string => {
  const texts = rows.map(objectText);
  const list = hit("null-records")
    ? "null"
    : hit("records-not-list")
      ? `{${texts.map((text, place) => `"${place}":${text}`).join(",")}}`
      : `[${texts.join(",")}]`;
  if (!hasEnvelope(behavior)) return list;
  const others = beside.map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`).join("");
  return `{${nested(behavior.records.split("."), list)}${others}}`;
};

const zipped = (answer: Answer, { gzip }: Behavior, ask: Ask): Answer => {
  const isAccepted = /(^|,)\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*(,|$))[^,]*)?(,|$)/i.test(
    ask.headers["accept-encoding"] ?? "",
  );
  if (gzip === "no" || (gzip === "yes" && !isAccepted)) return answer;
  return {
    ...answer,
    headers: { ...answer.headers, "content-encoding": "gzip", vary: "accept-encoding" },
    body: gzipSync(answer.body),
  };
};

/** A page of records in the behavior's format. */
export const pageAnswer = (
  ask: Ask,
  rows: readonly (readonly Field[])[],
  beside: readonly (readonly [string, unknown])[],
  headers: Readonly<Record<string, string>>,
  behavior: Behavior,
  hit: (fault: Fault) => boolean,
): Answer => {
  const mark = hit("bom") ? "\u{FEFF}" : "";
  const { type, text } = {
    json: () => ({ type: jsonType, text: jsonText(rows, beside, behavior, hit) }),
    ndjson: () => ({ type: "application/x-ndjson", text: rows.map((row) => `${objectText(row)}\n`).join("") }),
    csv: () => ({
      type: "text/csv; charset=utf-8; header=present",
      text: csvText(rows, delimiters[behavior.delimiter], hit),
    }),
  }[behavior.format]();
  return zipped(textAnswer(200, type, `${mark}${text}`, headers), behavior, ask);
};
