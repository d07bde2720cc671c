/**
 * Reads a YAML value whose form is not known yet. A value of the wrong form reads as absent, because the standard's
 * JSON Schema reports it: every rule can then check what exists, and no problem hides another.
 */
import type { Path } from "../validation/path.ts";
import { isMapping } from "../validation/yaml-file.ts";

export interface Fields {
  readonly path: Path;
  readonly raw: Readonly<Record<string, unknown>>;
}

export const fieldsOf = (value: unknown, path: Path): Fields => ({ path, raw: isMapping(value) ? value : {} });

export const at = (fields: Fields, key: string): Path => [...fields.path, key];

export const mapping = (fields: Fields, key: string): Fields => fieldsOf(fields.raw[key], at(fields, key));

export const items = (fields: Fields, key: string): readonly Fields[] => {
  const value = fields.raw[key];
  return Array.isArray(value) ? value.map((item, index) => fieldsOf(item, [...at(fields, key), index])) : [];
};

/** Nonblank text; blank text reads as absent. */
export const text = (fields: Fields, key: string): string | undefined => {
  const value = fields.raw[key];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
};

export const integer = (fields: Fields, key: string): number | undefined => {
  const value = fields.raw[key];
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
};

export const flag = (fields: Fields, key: string): boolean => fields.raw[key] === true;
