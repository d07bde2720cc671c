/** YAML text as a plain value that knows on which line each part was written. */
import { formatPath, type Path } from "./path.ts";
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from "yaml";

export interface YamlFile {
  /** Display path, e.g. `contracts/flights.flights.odcs.yaml`. */
  readonly file: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** `file:line path`; the line is that of the deepest part of `path` that exists. */
  readonly placeOf: (path: Path) => string;
  /** Offset of that part in the text. */
  readonly offsetOf: (path: Path) => number;
}

/** The first syntax error; those that follow are mostly its consequences. */
export interface YamlFault {
  readonly place: string;
  /** Offset in the text. */
  readonly offset: number;
  readonly message: string;
}

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];

const offsetOf = (document: Document, path: Path): number => {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (!pair) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === "number" && step in node.items) {
      node = node.items[step];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
};

export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const readYaml = (file: string, text: string): YamlFile | YamlFault => {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const lineOf = (offset: number): string => `${file}:${lineCounter.linePos(offset).line}`;
  const [fault] = [...document.errors, ...document.warnings].sort((left, right) => left.pos[0] - right.pos[0]);
  if (fault) {
    const [start] = fault.pos;
    const key = fault.code === "DUPLICATE_KEY" ? /^[^:\n]*/.exec(text.slice(start)) : null;
    const message = key === null ? fault.message : `"${key[0].trim()}" appears twice in the same map`;
    return { place: lineOf(start), offset: start, message };
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // An alias without an anchor, or too many aliases
    if (error instanceof ReferenceError) return { place: `${file}:1`, offset: 0, message: error.message };
    throw error;
  }
  if (!isMapping(value)) return { place: `${file}:1`, offset: 0, message: "The document is not a mapping" };
  return {
    file,
    value,
    placeOf: (path) => [lineOf(offsetOf(document, path)), formatPath(path)].filter((part) => part !== "").join(" "),
    offsetOf: (path) => offsetOf(document, path),
  };
};
