/** Values held to a schema. Pure. */
import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import type { TSchema } from "typebox";
import { schemaProblem, type SchemaProblem } from "./schema-problem.ts";
import type { Of } from "./schema.ts";

const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, discriminator: true });
formats.default(ajv, ["date", "date-time"]);

// A process reads few kinds of files and documents: each schema is compiled when it is first needed
const compiled = new WeakMap<TSchema, ValidateFunction>();

const validatorOf = (schema: TSchema): ValidateFunction => {
  const known = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, known);
  return known;
};

export type Checked<Value> =
  { readonly value: Value; readonly problems?: never } | { readonly problems: readonly SchemaProblem[] };

/** The value with its type, or all that is wrong with it. */
export const checkSchema = <Schema extends TSchema>(schema: Schema, value: unknown): Checked<Of<Schema>> => {
  const validate = validatorOf(schema);
  if (validate(value)) return { value: value as Of<Schema> };
  return { problems: (validate.errors ?? []).flatMap((error) => schemaProblem(error) ?? []) };
};
