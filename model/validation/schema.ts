/**
 * The vocabulary of all schemas: JSON Schema that knows its TypeScript type. A schema's `title` says what is allowed,
 * and problems quote it.
 *
 * @example
 * const windowSchema = object("a window", { since: day, until: optional(day) });
 * type Window = Of<typeof windowSchema>; // { readonly since: string; readonly until?: string }
 */
import * as Type from "typebox";

type ReadonlyInDepth<T> = T extends readonly (infer Item)[]
  ? readonly ReadonlyInDepth<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: ReadonlyInDepth<T[Key]> }
    : T;

/** What a schema accepts. */
export type Of<Schema extends Type.TSchema> = ReadonlyInDepth<Type.Static<Schema>>;

export const optional = Type.Optional;

export const string = (pattern: RegExp, title: string) => Type.String({ pattern: pattern.source, title });
/** Nonblank text. */
export const text = string(/\S/, "text");
/** Text that may be empty. */
export const anyText = Type.String({ title: "text" });
export const kebab = string(/^[a-z][a-z0-9-]{0,62}$/, "a name in lower kebab case");
export const snakeCase = /^[a-z][a-z0-9_]{0,62}$/;
export const snake = string(snakeCase, "a name in lower snake case");
export const relation = string(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/, "<database>.<name> in lower snake case");
export const day = Type.String({ format: "date", title: "a day such as 2026-03-01" });

/** A URL to which credentials may be sent. */
export const baseUrl = Type.String({
  format: "base-url",
  title:
    "an https URL (http on the loopback address only) without query and trailing slash, " +
    'such as "https://operations.example.com/api"',
});

export const flag = Type.Boolean({ title: "true or false" });
export const number = Type.Number({ title: "a number" });
export const wholeNumber = (minimum: number, maximum: number) =>
  Type.Integer({ minimum, maximum, title: `a whole number from ${minimum} to ${maximum}` });
/** A count of something. */
export const count = Type.Integer({ minimum: 0, title: "a whole number from 0" });

export const oneOf = <const Value extends string | boolean | number>(values: readonly Value[]) =>
  Type.Unsafe<Value>({ enum: values, title: `one of ${values.join(", ")}` });

export const orNull = <Schema extends Type.TSchema>(schema: Schema) =>
  Type.Unsafe<Type.Static<Schema> | null>({ anyOf: [schema, Type.Null()], title: "what is allowed here, or null" });

/** Lists in hand-written files have at least one item unless `options` say otherwise. */
export const list = <Items extends Type.TSchema>(
  items: Items,
  title: string,
  options: Type.TArrayOptions = { minItems: 1 },
) => Type.Array(items, { ...options, title });

/** For hand-written files: an unknown member is a mistake. */
export const object = <Properties extends Type.TProperties>(
  title: string,
  properties: Properties,
  options: Type.TObjectOptions = {},
) => Type.Object(properties, { ...options, title, additionalProperties: false });

/** A member that may be omitted and then has this value. */
export const withDefault = <Schema extends Type.TSchema>(
  schema: Schema,
  value: Type.Static<Schema> | Record<string, never>,
) => Type.Unsafe<Type.Static<Schema>>({ ...schema, default: value });

/** The file's author chooses the keys. */
export const map = <Value extends Type.TSchema>(
  title: string,
  keys: Type.TSchema,
  value: Value,
  options: Type.TObjectOptions = {},
) =>
  Type.Unsafe<Record<string, Type.Static<Value>>>({
    ...options,
    type: "object",
    title,
    propertyNames: keys,
    additionalProperties: value,
  });

/**
 * One of several objects, distinguished by each one's constant in `tag`: an unknown value is one problem, not one per
 * kind.
 */
export const tagged = <Kinds extends readonly Type.TSchema[]>(tag: string, title: string, kinds: Kinds) =>
  Type.Unsafe<Type.Static<Kinds[number]>>({
    type: "object",
    title,
    discriminator: { propertyName: tag },
    required: [tag],
    oneOf: kinds,
  });
export const constant = <const Value extends string | number | boolean>(value: Value) =>
  Type.Unsafe<Value>({ const: value, title: value.toString() });
