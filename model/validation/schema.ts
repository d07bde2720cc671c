/**
 * The words that all schemas are written in: JSON Schema that knows its TypeScript type. A schema's `title` says what is
 * allowed, and problems quote it.
 *
 * @example
 * const windowSchema = object("a window", { since: day, until: optional(day) });
 * type Window = Of<typeof windowSchema>; // { readonly since: string; readonly until?: string }
 */
import {
  Array,
  Boolean,
  Integer,
  Null,
  Number,
  Object,
  Optional,
  String,
  Unsafe,
  type Static,
  type TArrayOptions,
  type TObjectOptions,
  type TProperties,
  type TSchema,
} from "typebox";

type ReadonlyInDepth<T> = T extends readonly (infer Item)[]
  ? readonly ReadonlyInDepth<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: ReadonlyInDepth<T[Key]> }
    : T;

/** What a schema accepts. */
export type Of<Schema extends TSchema> = ReadonlyInDepth<Static<Schema>>;

export const optional = Optional;

export const string = (pattern: RegExp, title: string) => String({ pattern: pattern.source, title });
/** Text that says something. */
export const text = string(/\S/, "text");
/** Text that may be empty. */
export const anyText = String({ title: "text" });
export const kebab = string(/^[a-z][a-z0-9-]{0,62}$/, "a name in lower kebab case");
export const snakeCase = /^[a-z][a-z0-9_]{0,62}$/;
export const snake = string(snakeCase, "a name in lower snake case");
export const relation = string(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/, "<database>.<name> in lower snake case");
export const day = String({ format: "date", title: "a day such as 2026-03-01" });

export const flag = Boolean({ title: "true or false" });
export const number = Number({ title: "a number" });
export const nothing = Null({ title: "null" });
export const wholeNumber = (minimum: number, maximum: number) =>
  Integer({ minimum, maximum, title: `a whole number from ${minimum} to ${maximum}` });
/** How many there are of something. */
export const count = Integer({ minimum: 0, title: "a whole number from 0" });

export const oneOf = <const Value extends string | boolean | number>(values: readonly Value[]) =>
  Unsafe<Value>({ enum: values, title: `one of ${values.join(", ")}` });

/** Lists that people write say at least one thing; documents' may be empty. */
export const list = <Items extends TSchema>(items: Items, title: string, options: TArrayOptions = { minItems: 1 }) =>
  Array(items, { ...options, title });

/** What people write: a member that isn't named here is a mistake. */
export const object = <Properties extends TProperties>(
  title: string,
  properties: Properties,
  options: TObjectOptions = {},
) => Object(properties, { ...options, title, additionalProperties: false });

/** Keys that the writer chooses. */
export const map = <Value extends TSchema>(title: string, keys: TSchema, value: Value) =>
  Unsafe<Record<string, Static<Value>>>({ type: "object", title, propertyNames: keys, additionalProperties: value });

/** One of several objects, told apart by the constant that each has in `tag`: another value is one problem, not one per kind. */
export const tagged = <Kinds extends readonly TSchema[]>(tag: string, title: string, kinds: Kinds) =>
  Unsafe<Static<Kinds[number]>>({
    type: "object",
    title,
    discriminator: { propertyName: tag },
    required: [tag],
    oneOf: kinds,
  });
export const constant = <const Value extends string | number>(value: Value) =>
  Unsafe<Value>({ const: value, title: value.toString() });
