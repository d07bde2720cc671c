/** What the headers of SQL files and the files of exposures may say, as JSON Schemas; `title` says what is allowed. */
import { comment } from "../../model/contracts/naming.ts";
import { classifications } from "../../model/dataset.ts";
import { sqlWarnings, type SqlWarning } from "../check/codes.ts";

const text = { type: "string", minLength: 1, title: "text" } as const;
/** Of a model's column, whose comment it is in the catalog. */
const columnDescription = {
  type: "string",
  minLength: 1,
  maxLength: comment.mostCharacters,
  pattern: comment.pattern,
  title: `one line of text with at most ${comment.mostCharacters} characters`,
} as const;
const columnName = {
  type: "string",
  pattern: "^[a-z][a-z0-9_]{0,62}$",
  title: "a column's name, in lower snake case",
} as const;
const columnNames = { type: "array", items: columnName, minItems: 1, uniqueItems: true, title: "a list of columns" };

const relationName = {
  type: "string",
  pattern: "^[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$",
  title: "<database>.<name> in lower snake case",
} as const;

const owned = { name: text, description: text, owner: text };

const classification = {
  type: "object",
  title: "a map from columns to {is, because}",
  propertyNames: columnName,
  additionalProperties: {
    type: "object",
    title: "a map with is and because",
    properties: {
      is: { enum: classifications, title: `one of ${classifications.join(", ")}` },
      because: text,
    },
    required: ["is"],
    additionalProperties: false,
  },
} as const;

const allow = {
  type: "object",
  title: "a map from codes of warnings to the reason why each is meant",
  minProperties: 1,
  propertyNames: { enum: sqlWarnings, title: `one of ${sqlWarnings.join(", ")}` },
  additionalProperties: text,
} as const;

const wholeNumber = { type: "integer", minimum: 0, title: "a whole number" } as const;

const test = {
  type: "object",
  title: "one test, such as `- unique: [a, b]`",
  minProperties: 1,
  maxProperties: 1,
  additionalProperties: false,
  properties: {
    unique: columnNames,
    not_null: columnNames,
    accepted_values: {
      type: "object",
      title: "a map with column and values",
      properties: {
        column: columnName,
        values: {
          type: "array",
          minItems: 1,
          uniqueItems: true,
          items: { type: ["string", "number"], title: "text or a number" },
          title: "a list of values",
        },
      },
      required: ["column", "values"],
      additionalProperties: false,
    },
    relationships: {
      type: "object",
      title: "a map with column, to and field",
      properties: { column: columnName, to: relationName, field: columnName },
      required: ["column", "to", "field"],
      additionalProperties: false,
    },
    row_count: {
      type: "object",
      title: "a map with min, max or both",
      minProperties: 1,
      properties: { min: wholeNumber, max: wholeNumber },
      additionalProperties: false,
    },
    freshness: {
      type: "object",
      title: "a map with column and hours",
      properties: {
        column: columnName,
        hours: { type: "integer", minimum: 1, title: "a whole number of hours" },
      },
      required: ["column", "hours"],
      additionalProperties: false,
    },
  },
} as const;

const modelModes = ["full", "incremental by time", "merge"] as const;

export const modelHeaderSchema = {
  type: "object",
  title: "a model's header",
  properties: {
    ...owned,
    grain: columnNames,
    mode: { enum: modelModes, title: `one of ${modelModes.join(", ")}` },
    time: columnName,
    partitioned_by: {
      type: "array",
      minItems: 1,
      title: "a list such as [day(recorded_at), segment]",
      items: {
        type: "string",
        pattern: "^([a-z][a-z0-9_]*|(day|month|year)\\([a-z][a-z0-9_]*\\))$",
        title: "a column, or day, month or year of one, such as day(recorded_at)",
      },
    },
    tests: { type: "array", items: test, title: "a list of tests" },
    columns: {
      type: "object",
      title: "a map from columns to {type, description}",
      minProperties: 1,
      propertyNames: columnName,
      additionalProperties: {
        type: "object",
        title: "a map with type and description",
        properties: { type: text, description: columnDescription },
        required: ["type", "description"],
        additionalProperties: false,
      },
    },
    classification,
    allow,
  },
  required: ["name", "description", "owner", "grain", "mode", "columns"],
  additionalProperties: false,
} as const;

export const viewHeaderSchema = {
  type: "object",
  title: "a view's header",
  properties: { ...owned, classification, allow },
  required: ["name", "description", "owner"],
  additionalProperties: false,
} as const;

const exposureKinds = ["dashboard", "export", "application"] as const;

export const exposureSchema = {
  type: "object",
  title: "an exposure",
  properties: {
    name: { type: "string", pattern: "^[a-z][a-z0-9-]*$", title: "a name in lower kebab case" },
    kind: { enum: exposureKinds, title: `one of ${exposureKinds.join(", ")}` },
    title: text,
    owner: text,
    url: { type: "string", pattern: "^https?://", title: "an address that begins with https://" },
    reads: { type: "array", minItems: 1, uniqueItems: true, items: relationName, title: "a list of relations" },
  },
  required: ["name", "kind", "title", "owner", "reads"],
  additionalProperties: false,
} as const;

/** Values as the schemas let them through. */
export interface StatedClassification {
  readonly is: (typeof classifications)[number];
  readonly because?: string;
}

export interface ViewHeader {
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  readonly classification?: Readonly<Record<string, StatedClassification>>;
  /** Why what a warning is about is meant, by its code. */
  readonly allow?: Readonly<Partial<Record<SqlWarning, string>>>;
}

export interface StatedTest {
  readonly unique?: readonly string[];
  readonly not_null?: readonly string[];
  readonly accepted_values?: { readonly column: string; readonly values: readonly (string | number)[] };
  readonly relationships?: { readonly column: string; readonly to: string; readonly field: string };
  readonly row_count?: { readonly min?: number; readonly max?: number };
  readonly freshness?: { readonly column: string; readonly hours: number };
}

export interface ModelHeader extends ViewHeader {
  readonly grain: readonly string[];
  readonly mode: (typeof modelModes)[number];
  readonly time?: string;
  readonly partitioned_by?: readonly string[];
  readonly tests?: readonly StatedTest[];
  readonly columns: Readonly<Record<string, { readonly type: string; readonly description: string }>>;
}

export interface ExposureFile {
  readonly name: string;
  readonly kind: (typeof exposureKinds)[number];
  readonly title: string;
  readonly owner: string;
  readonly url?: string;
  readonly reads: readonly string[];
}
