/**
 * The part of SOQL that a windowed extraction needs: fields, one object, comparisons joined by AND, an order, a limit.
 * Anything else is refused: https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/
 */
import { opportunityFields, type SalesforceField } from "./salesforce-opportunities.ts";

export interface SoqlError {
  readonly errorCode: "MALFORMED_QUERY" | "INVALID_TYPE" | "INVALID_FIELD";
  readonly message: string;
}

type Value = string | number | boolean | null;

export interface Soql {
  /** Names as the object spells them; `undefined` for `COUNT()`. */
  readonly fields: readonly string[] | undefined;
  readonly isSelected: (row: number) => boolean;
  readonly order: readonly { readonly field: SalesforceField; readonly descending: boolean }[];
  readonly limit: number | undefined;
}

const tokenPattern =
  /\s*(?:(?<text>'(?:[^'\\]|\\.)*')|(?<time>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:?\d{2}))?)|(?<number>-?\d+(?:\.\d+)?)|(?<name>[A-Za-z_][A-Za-z0-9_.]*)|(?<sign>>=|<=|!=|[=<>(),]))/y;

interface Token {
  readonly kind: "text" | "time" | "number" | "name" | "sign" | "end";
  readonly text: string;
}

class Refused extends Error {
  readonly refusal: SoqlError;

  constructor(errorCode: SoqlError["errorCode"], message: string) {
    super(message);
    this.refusal = { errorCode, message };
  }
}

const malformed = (text: string): Refused => new Refused("MALFORMED_QUERY", `unexpected token: '${text}'`);

const tokensOf = (query: string): Token[] => {
  const tokens: Token[] = [];
  const pattern = new RegExp(tokenPattern);
  while (pattern.lastIndex < query.trimEnd().length) {
    const start = pattern.lastIndex;
    const groups = pattern.exec(query)?.groups;
    const found = Object.entries(groups ?? {}).find(
      (entry): entry is [Token["kind"], string] => typeof entry[1] === "string",
    );
    if (found === undefined) throw malformed(query.slice(start).trim().slice(0, 20));
    tokens.push({ kind: found[0], text: found[1] });
  }
  return tokens;
};

const end: Token = { kind: "end", text: "<EOF>" };

/** Reads tokens in sequence. */
class Reader {
  private readonly tokens: readonly Token[];
  private place = 0;

  constructor(query: string) {
    this.tokens = tokensOf(query);
  }

  take(): Token {
    const token = this.tokens[this.place] ?? end;
    this.place += 1;
    return token;
  }

  /** Whether the next tokens are these words, which are then taken. */
  takeIf(...words: readonly string[]): boolean {
    const isNext = words.every((word, ahead) => (this.tokens[this.place + ahead] ?? end).text.toUpperCase() === word);
    if (isNext) this.place += words.length;
    return isNext;
  }

  expect(...words: readonly string[]): void {
    if (!this.takeIf(...words)) throw malformed(this.take().text);
  }
}

const fieldOf = ({ kind, text }: Token): readonly [string, SalesforceField] => {
  if (kind !== "name") throw malformed(text);
  const found = Object.entries(opportunityFields).find(([name]) => name.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw new Refused("INVALID_FIELD", `No such column '${text}' on entity 'Opportunity'.`);
};

const readValue = (name: string, { type }: SalesforceField, { kind, text }: Token): Value => {
  const isQuoted = kind === "text";
  if (kind === "name" && text.toLowerCase() === "null") return null;
  const refuse = (rest: string): Refused =>
    new Refused("INVALID_FIELD", `value of filter criterion for field '${name}' must be of type ${type}${rest}`);
  if (type === "id" || type === "string") {
    if (isQuoted) return text.slice(1, -1).replace(/\\(.)/g, "$1");
    throw refuse(" and should be enclosed in quotes");
  }
  if (isQuoted) throw refuse(" and should not be enclosed in quotes");
  const isTime = kind === "time" && text.includes("T");
  if (type === "dateTime" && isTime && !Number.isNaN(Date.parse(text))) return Date.parse(text);
  if (type === "date" && kind === "time" && !isTime) return text;
  if (type === "currency" && kind === "number") return Number(text);
  if (type === "boolean" && /^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
  throw refuse("");
};

const isLess = (one: Value, other: Value): boolean => one !== null && other !== null && one < other;

const signs: Readonly<Record<string, (one: Value, other: Value) => boolean>> = {
  "=": (one, other) => one === other,
  "!=": (one, other) => one !== other,
  "<": isLess,
  ">": (one, other) => isLess(other, one),
  "<=": (one, other) => one === other || isLess(one, other),
  ">=": (one, other) => one === other || isLess(other, one),
};

const readCondition = (reader: Reader): ((row: number) => boolean) => {
  const [name, field] = fieldOf(reader.take());
  const sign = reader.take();
  const compare = Object.hasOwn(signs, sign.text) ? signs[sign.text] : undefined;
  if (compare === undefined) throw malformed(sign.text);
  const value = readValue(name, field, reader.take());
  return (row) => compare(field.value(row), value);
};

const readFields = (reader: Reader): readonly string[] | undefined => {
  if (reader.takeIf("COUNT", "(", ")")) return undefined;
  const names: string[] = [];
  do {
    const [name] = fieldOf(reader.take());
    if (names.includes(name)) throw new Refused("INVALID_FIELD", `duplicate field selected: ${name}`);
    names.push(name);
  } while (reader.takeIf(","));
  return names;
};

const readOrder = (reader: Reader): Soql["order"] => {
  const order: { field: SalesforceField; descending: boolean }[] = [];
  if (!reader.takeIf("ORDER", "BY")) return order;
  do {
    const [, field] = fieldOf(reader.take());
    const descending = reader.takeIf("DESC");
    if (!descending) reader.takeIf("ASC");
    order.push({ field, descending });
  } while (reader.takeIf(","));
  return order;
};

const readQuery = (query: string): Soql => {
  const reader = new Reader(query);
  reader.expect("SELECT");
  const fields = readFields(reader);
  reader.expect("FROM");
  const object = reader.take().text;
  if (object.toLowerCase() !== "opportunity") {
    throw new Refused("INVALID_TYPE", `sObject type '${object}' is not supported.`);
  }
  const conditions: ((row: number) => boolean)[] = [];
  if (reader.takeIf("WHERE"))
    do conditions.push(readCondition(reader));
    while (reader.takeIf("AND"));
  const order = readOrder(reader);
  const isLimited = reader.takeIf("LIMIT");
  const limit = isLimited ? Number(reader.take().text) : undefined;
  if (limit !== undefined && !Number.isSafeInteger(limit)) throw malformed("LIMIT");
  reader.expect(end.text);
  return { fields, isSelected: (row) => conditions.every((holds) => holds(row)), order, limit };
};

/** What a query selects, or why it is refused. */
export const parseSoql = (query: string): Soql | SoqlError => {
  try {
    return readQuery(query);
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
};
