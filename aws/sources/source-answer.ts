import { isUtf8 } from "node:buffer";
import { Fault } from "../../model/fault.ts";
import { isFieldName } from "../../model/field-notes.ts";
import { counted } from "../../model/wording.ts";

/** A 200 response of the source, read completely and known to be JSON. */
export interface SourceAnswer {
  /** The body as received. */
  readonly body: Uint8Array;
  readonly value: unknown;
}

const broken = (place: string, message: string, cause?: unknown): Fault =>
  new Fault(
    { code: "SOURCE_BODY_INVALID", place, message, fix: "nothing was written; the page will be requested again" },
    { retry: "soon", cause },
  );

/**
 * The JSON value of a body.
 *
 * @throws Fault SOURCE_BODY_INVALID if it is not JSON in UTF-8, such as a truncated body or a proxy's error page
 */
export const parseAnswer = (place: string, contentType: string, body: Uint8Array): SourceAnswer => {
  const length = `${body.byteLength} bytes`;
  if (!/^application\/([\w.-]+\+)?json\b/i.test(contentType)) {
    throw broken(place, `the answer is "${contentType}" (${length}), must be application/json`);
  }
  if (!isUtf8(body)) throw broken(place, `the answer (${length}) is not UTF-8`);
  try {
    return { body, value: JSON.parse(new TextDecoder().decode(body)) as unknown };
  } catch (error) {
    // A parser's message quotes the body, which may contain personal data.
    if (error instanceof SyntaxError) throw broken(place, `the answer (${length}) is not JSON or ends too early`);
    throw error;
  }
};

/** The paging properties of an answer, whatever else it holds. */
export interface PagedAnswer {
  readonly data: readonly unknown[];
  readonly total: number;
  readonly limit: number | undefined;
  readonly offset: number | undefined;
}

const wholeNumber = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** Fields in which APIs report errors with status 200. */
const errorFields = ["error", "errors"] as const;

const isSet = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value) && !(typeof value === "object" && Object.keys(value ?? {}).length === 0);
};

const keysShown = 8;

const keysOf = (value: unknown): string => {
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "object" || value === null) return `a ${typeof value}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return "an empty object";
  // An answer's keys may be data, such as addresses, and everybody who gets the report can read the names shown here.
  const named = keys.filter(isFieldName).slice(0, keysShown);
  return named.length === 0 ? `an object with ${counted(keys.length, "field")}` : `an object with ${named.join(", ")}`;
};

/**
 * Many serializers write a list without elements as null. It means only that there are no records here: the total and
 * the plan decide whether there should be some.
 */
const recordsOf = (data: unknown): readonly unknown[] | undefined => {
  if (data === null) return [];
  return Array.isArray(data) ? (data as unknown[]) : undefined;
};

/**
 * @throws Fault SOURCE_ANSWER_UNEXPECTED if the answer is not `{"data": [...], "total": N, …}`, or reports an error, as
 * some APIs do with status 200
 */
export const pagedAnswer = (place: string, value: unknown): PagedAnswer => {
  const fields: Partial<Record<string, unknown>> = typeof value === "object" && value !== null ? { ...value } : {};
  const data = recordsOf(fields["data"]);
  const total = wholeNumber(fields["total"]);
  const failed = errorFields.find((name) => isSet(fields[name]));
  if (data !== undefined && total !== undefined && failed === undefined) {
    return { data, total, limit: wholeNumber(fields["limit"]), offset: wholeNumber(fields["offset"]) };
  }
  const said = failed === undefined ? "" : `, whose "${failed}" is set`;
  const wanted = `expected {"data": [...], "total": N, "limit": L, "offset": O}`;
  throw new Fault(
    {
      code: "SOURCE_ANSWER_UNEXPECTED",
      place,
      message: `the answer is ${keysOf(value)}${said}; ${wanted}`,
      fix: "ask the source's owner what changed in its API",
    },
    { retry: "later" },
  );
};
