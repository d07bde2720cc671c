/** Allowed values of our own custom properties. Rules between several of them are in the modules that read them. */
import * as Type from "typebox";
import { removedRows, writeModes } from "../documents/contract-bundle.ts";
import { addFormat, checkSchema } from "../validation/check-schema.ts";
import { found } from "../validation/found.ts";
import { day, flag, string, type Of } from "../validation/schema.ts";
import { writeNearest } from "../validation/suggestion.ts";
import { isTimeZone } from "../windows.ts";
import type { ContractCode } from "./codes.ts";
import type { Setting } from "./custom-properties.ts";
import { groupPattern } from "./naming.ts";
import type { Report } from "./report.ts";

addFormat("time-zone", isTimeZone);

interface SettingKind<Schema extends Type.TSchema = Type.TSchema> {
  /** Its `title` says what is allowed. */
  readonly schema: Schema;
  readonly code: ContractCode;
  readonly fix: string;
  readonly isRequired: boolean;
}

const setting =
  (isRequired: boolean) =>
  <Schema extends Type.TSchema>(code: ContractCode, fix: string, schema: Schema): SettingKind<Schema> => ({
    ...{ schema, code, fix, isRequired },
  });
const required = setting(true);
const optional = setting(false);

const word = <const Word extends string>(subject: string, words: readonly Word[]) =>
  Type.Unsafe<Word>({ enum: words, title: `a ${subject}; allowed values are ${words.join(", ")}` });
const count = (subject: string, most: number, why = "") =>
  Type.Integer({ minimum: 1, maximum: most, title: `a ${subject}; must be 1 to ${most}${why}` });
const percentage = Type.Number({
  ...{ minimum: 0, maximum: 100, title: "a percentage; allowed values are numbers from 0 to 100" },
});
const percent = optional("CONTRACT_PERCENT", "write the percentage as a number, e.g. 2.5", percentage);

export const contractSettings = {
  lakehouseWriteMode: required("CONTRACT_WRITE_MODE", "write one of the allowed words", word("write mode", writeModes)),
  // Four weeks: rows that arrive later need a separate load
  lakehouseLookbackHours: optional(
    "CONTRACT_LOOKBACK",
    "write a whole number of hours, or remove it",
    count("number of hours", 672),
  ),
  lakehouseUniqueDays: optional(
    "CONTRACT_UNIQUE_DAYS",
    "write a whole number of days, or remove it",
    count("number of days", 3_660),
  ),
  lakehouseGroup: required(
    "CONTRACT_GROUP_NAME",
    "rename the group",
    string(groupPattern, "a group name; names are snake_case, begin with a letter and have at most 40 letters"),
  ),
  lakehouseTimeZone: required(
    "CONTRACT_TIME_ZONE",
    'write e.g. "America/New_York"',
    Type.String({
      format: "time-zone",
      title: "a time zone; allowed values are UTC and IANA names, which handle clock changes",
    }),
  ),
  lakehouseFirstRun: optional(
    "CONTRACT_FIRST_RUN",
    'write a date on which it runs, e.g. "2026-01-05"',
    Type.String({ ...day, title: "a date, written YYYY-MM-DD" }),
  ),
  lakehouseQuarantineWarnPercent: percent,
  lakehouseQuarantineStopPercent: percent,
  lakehouseAllowEmpty: optional("CONTRACT_ALLOW_EMPTY", "write true or false", flag),
  lakehouseRemovedRows: optional(
    "CONTRACT_REMOVED_ROWS",
    "write one of the allowed words",
    word("choice", removedRows),
  ),
} as const;
export type ContractSetting = keyof typeof contractSettings;

/** The setting's value; `undefined` if it is omitted, or if it is invalid, which is reported. */
export const readSetting = <Name extends ContractSetting>(
  report: Report,
  name: Name,
  { value, path }: Setting,
): Of<(typeof contractSettings)[Name]["schema"]> | undefined => {
  const { schema, code, fix, isRequired }: SettingKind = contractSettings[name];
  if (value === undefined) {
    if (isRequired) {
      report.add("CONTRACT_PROPERTY_MISSING", path, `${name} is not set`, `add a custom property ${name}`);
    }
    return undefined;
  }
  const checked = checkSchema(schema, value);
  if (checked.problems === undefined) return checked.value as Of<(typeof contractSettings)[Name]["schema"]>;
  const { title = "", enum: words }: { readonly title?: string; readonly enum?: readonly string[] } = schema;
  const message = `${found(value)} is not ${title}`;
  report.add(
    code,
    path,
    message,
    words !== undefined && typeof value === "string" ? writeNearest(value, words, fix) : fix,
  );
  return undefined;
};
