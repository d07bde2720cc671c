/** The schema of SQL file headers and exposure files; `title` says what is allowed. */
import * as Type from "typebox";
import { comment } from "../../model/contracts/naming.ts";
import { classifications } from "../../model/documents/contract-bundle.ts";
import {
  list,
  map,
  object,
  oneOf,
  optional,
  relation,
  snakeCase,
  string,
  type Of,
} from "../../model/validation/schema.ts";
import { sqlWarnings, type SqlWarning } from "../codes.ts";

const text = Type.Unsafe<string>({ type: "string", minLength: 1, title: "text" });
/** Describes a model's column; becomes its comment in the catalog. */
const columnDescription = Type.Unsafe<string>({
  type: "string",
  minLength: 1,
  maxLength: comment.mostCharacters,
  pattern: comment.pattern,
  title: `one line of text with at most ${comment.mostCharacters} characters`,
});
const columnName = string(snakeCase, "a column's name, in lower snake case");
const columnNames = list(columnName, "a list of columns", { minItems: 1, uniqueItems: true });

const owned = { name: text, description: text, owner: text };

const classification = optional(
  map(
    "a map from columns to {is, because}",
    columnName,
    object("a map with is and because", { is: oneOf(classifications), because: optional(text) }),
  ),
);

/** Why the subject of a warning is intended, by code. */
const allow = optional(
  Type.Unsafe<Partial<Record<SqlWarning, string>>>({
    ...map("a map from warning codes to the reason why each is intended", oneOf(sqlWarnings), text),
    minProperties: 1,
  }),
);

const wholeNumber = Type.Integer({ minimum: 0, title: "a whole number" });

const test = object(
  "one test, such as `- unique: [a, b]`",
  {
    unique: optional(columnNames),
    not_null: optional(columnNames),
    accepted_values: optional(
      object("a map with column and values", {
        column: columnName,
        values: list(
          Type.Unsafe<string | number>({ type: ["string", "number"], title: "text or a number" }),
          "a list of values",
          { minItems: 1, uniqueItems: true },
        ),
      }),
    ),
    relationships: optional(
      object("a map with column, to and field", { column: columnName, to: relation, field: columnName }),
    ),
    row_count: optional(
      object(
        "a map with min, max or both",
        { min: optional(wholeNumber), max: optional(wholeNumber) },
        { minProperties: 1 },
      ),
    ),
    freshness: optional(
      object("a map with column and hours", {
        column: columnName,
        hours: Type.Integer({ minimum: 1, title: "a whole number of hours" }),
      }),
    ),
  },
  { minProperties: 1, maxProperties: 1 },
);

export const modelHeaderSchema = object("a model's header", {
  ...owned,
  grain: columnNames,
  mode: oneOf(["full", "incremental by time", "merge"]),
  time: optional(columnName),
  partitioned_by: optional(
    list(
      string(
        /^([a-z][a-z0-9_]*|(day|month|year)\([a-z][a-z0-9_]*\))$/,
        "a column, or day, month or year of one, such as day(recorded_at)",
      ),
      "a list such as [day(recorded_at), segment]",
    ),
  ),
  tests: optional(list(test, "a list of tests", {})),
  columns: Type.Unsafe<Record<string, { type: string; description: string }>>({
    ...map(
      "a map from columns to {type, description}",
      columnName,
      object("a map with type and description", { type: text, description: columnDescription }),
    ),
    minProperties: 1,
  }),
  classification,
  allow,
});

export const viewHeaderSchema = object("a view's header", { ...owned, classification, allow });

export const exposureSchema = object("an exposure", {
  name: string(/^[a-z][a-z0-9-]*$/, "a name in lower kebab case"),
  kind: oneOf(["dashboard", "export", "application"]),
  title: text,
  owner: text,
  url: optional(string(/^https?:\/\//, "an address that begins with https://")),
  reads: list(relation, "a list of relations", { minItems: 1, uniqueItems: true }),
});

export type ModelHeader = Of<typeof modelHeaderSchema>;
export type ViewHeader = Of<typeof viewHeaderSchema>;
export type StatedTest = Of<typeof test>;
