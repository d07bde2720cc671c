/** Guesses which fields identify a record, say when it changed, and are about a person. */
import type { Field } from "./fields.ts";

const lastName = ({ path }: Field): string => path.at(-1) ?? "";
/** `updatedAt`, `LastModifiedDate`, and `last-modified` in words. */
const words = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();

/** The best field to identify records by: always there and never the same; `undefined` if there is none. */
export const guessKey = (fields: readonly Field[]): Field | undefined => {
  const able = fields.filter(
    ({ isAlways, isUnique, logicalType }) => isAlways && isUnique && ["string", "integer"].includes(logicalType),
  );
  const rank = (field: Field): number => {
    const name = words(lastName(field));
    const byName = [/^id$/, /^(uuid|guid)$/, /_id$/, /^(key|code|number)$/].findIndex((pattern) => pattern.test(name));
    return (byName < 0 ? 4 : byName) + 10 * (field.path.length - 1);
  };
  return [...able].sort((one, other) => rank(one) - rank(other))[0];
};

const changeNames = [
  /^(last_)?(updated|modified|changed)(_?(at|on|date|time))?$/,
  /^system_modstamp$/,
  /^last_(update|change)/,
];
const eventNames = [/^created(_?(at|on|date|time))?$/, /^(occurred|recorded|event)(_?(at|on|time))?$/, /^timestamp$/];

const firstTimeNamed = (fields: readonly Field[], names: readonly RegExp[]): Field | undefined =>
  fields.find(
    (field) =>
      field.isAlways && field.logicalType === "timestamp" && names.some((name) => name.test(words(lastName(field)))),
  );

export const guessChangeTime = (fields: readonly Field[]): Field | undefined => firstTimeNamed(fields, changeNames);
export const guessEventTime = (fields: readonly Field[]): Field | undefined => firstTimeNamed(fields, eventNames);

const personalNames = [
  /(^|_)e?_?mail($|_)/,
  /(^|_)(phone|mobile|fax|telephone)($|_)/,
  /^(first|last|full|given|family|sur|display|user|login|nick|middle|maiden)_?name$/,
  /(^|_)(street|address\d?|(address_)?line_?\d|postal_address)$/,
  /(^|_)(birth|dob|born|ssn|social_security|passport|iban|tax_id|national_id|license_plate)/,
  /(^|_)(ip|ip_address|ssid|mac_address|latitude|longitude|lat|lon|lng)$/,
  /^(login|author|assignee|reporter|creator)$/,
];
const personalParents =
  /(^|_)(user|customer|person|contact|owner|author|assignee|reporter|creator|patient|employee|billing|shipping)/;
const forms = [
  /^[^@\s]+@[^@\s]+\.[^@\s]{2,}$/,
  /^\+?\d[\d ()./-]{7,18}\d$/,
  /^(\d{1,3}\.){3}\d{1,3}$/,
  /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/,
];

/** Why a field looks like one about a person; `undefined` if it doesn't. */
export const personalReason = (field: Field): string | undefined => {
  const name = words(lastName(field));
  const parent = words(field.path.at(-2) ?? "");
  if (personalNames.some((pattern) => pattern.test(name))) return "its name says so";
  if (name === "name" && (parent === "" ? false : personalParents.test(parent))) return `it is the name in "${parent}"`;
  const texts = field.values.filter((value): value is string => typeof value === "string");
  const isOfForm = (form: RegExp): boolean =>
    texts.length > 0 && texts.filter((text) => form.test(text)).length * 2 > texts.length;
  if (field.logicalType === "string" && forms.some(isOfForm)) return "its values look like it";
  return undefined;
};

/** A column's name: the field's place in lower snake case. */
export const columnName = ({ path }: Field): string => {
  const name = path
    .map(words)
    .join("_")
    .replaceAll(/_+/g, "_")
    .replace(/^_+|_+$/g, "");
  const letters = /^[a-z]/.test(name) ? name : `f_${name}`;
  return letters.slice(0, 63);
};
