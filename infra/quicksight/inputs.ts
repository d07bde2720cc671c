/** Translates QuickSight's definitions to the Pulumi provider's names. Pure. */
import type { Plain, PlainObject } from "../../model/dashboards/quicksight/normal-form.ts";

/** Where the provider's name isn't the API's in camel case; a name after a slash is nested in another one. */
const renamed: Readonly<Record<string, string>> = {
  DataSetIdentifierDeclarations: "dataSetIdentifiersDeclarations",
  ValueWhenUnset: "valuesWhenUnset",
  "FormatConfiguration/FormatConfiguration": "numericFormatConfiguration",
  "NumberFormatConfiguration/FormatConfiguration": "numericFormatConfiguration",
};

const inputName = (name: string, within: string): string =>
  renamed[`${within}/${name}`] ??
  renamed[name] ??
  name.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (head) => head.toLowerCase());

const inputOf = (value: Plain, key: string): unknown => {
  if (Array.isArray(value)) return (value as readonly Plain[]).map((item) => inputOf(item, key));
  if (typeof value === "object" && value !== null) return objectInputs(value as PlainObject, key);
  // The provider types them as text, where an absent value differs from 0
  return key === "ColumnIndex" || key === "RowIndex" ? String(value) : value;
};

const objectInputs = (object: PlainObject, within: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [inputName(key, within), inputOf(value, key)]));

/** @param definition with the API's names, in normal form */
export const definitionInputs = (definition: PlainObject): Readonly<Record<string, unknown>> =>
  objectInputs(definition, "");
