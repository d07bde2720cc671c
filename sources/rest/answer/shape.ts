/** Describes answers that are not as expected, without quoting data. */
import { isFieldName } from "../../../model/field-notes.ts";
import { Fault } from "../../../model/fault.ts";
import { counted } from "../../../model/wording.ts";

const keysShown = 8;

const shapeOf = (value: unknown): string => {
  if (Array.isArray(value)) return "an array";
  if (value === null) return "null";
  if (typeof value !== "object") return `a ${typeof value}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return "an empty object";
  // An answer's keys may be data, such as addresses, and everybody who gets the report can read the names shown here.
  const named = keys.filter(isFieldName).slice(0, keysShown);
  return named.length === 0 ? `an object with ${counted(keys.length, "field")}` : `an object with ${named.join(", ")}`;
};

/** Fields in which APIs report errors with status 200. */
const errorFields = ["error", "errors"] as const;

const isSet = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value) && !(typeof value === "object" && Object.keys(value ?? {}).length === 0);
};

/** The field in which an answer reports an error. */
export const errorFieldOf = (value: unknown): string | undefined => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const fields: Partial<Record<string, unknown>> = { ...value };
  return errorFields.find((name) => isSet(fields[name]));
};

/** The answer is not what the contract says; `expected` says what that is. */
export const unexpected = (place: string, value: unknown, expected: string): Fault => {
  const failed = errorFieldOf(value);
  const said = failed === undefined ? "" : `, whose "${failed}" is set`;
  const problem = {
    code: "SOURCE_ANSWER_UNEXPECTED",
    place,
    message: `the answer is ${shapeOf(value)}${said}; expected ${expected}`,
    fix: "compare the contract's request with the source's API, or ask its owner what changed",
  };
  return new Fault(problem, { retry: "later" });
};
