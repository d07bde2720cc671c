/** Validates values against a schema. Pure. */
import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import type { TSchema } from "typebox";
import { isBaseUrl, isIpv4Network } from "./formats.ts";
import { schemaProblem, type SchemaProblem } from "./schema-problem.ts";
import type { Of } from "./schema.ts";

const ajv = new Ajv({
  ...{ allErrors: true, verbose: true, allowUnionTypes: true, discriminator: true },
  // Writes defaults of omitted members into the value itself
  useDefaults: true,
});
formats.default(ajv, ["date"]);
ajv.addFormat("ipv4-network", isIpv4Network);
ajv.addFormat("base-url", isBaseUrl);

/** Adds a text format for schemas, if its test belongs to another module. */
export const addFormat = (name: string, test: (text: string) => boolean): void => {
  ajv.addFormat(name, test);
};

// A process reads few kinds of files and documents, so each schema is compiled on first use
const compiled = new WeakMap<TSchema, ValidateFunction>();

const validatorOf = (schema: TSchema): ValidateFunction => {
  const known = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, known);
  return known;
};

export type Checked<Value> =
  | { readonly value: Value; readonly problems?: never }
  | { readonly value?: never; readonly problems: readonly SchemaProblem[] };

/** The value with its type and defaults, which are written into it; or all its problems. */
export const checkSchema = <Schema extends TSchema>(schema: Schema, value: unknown): Checked<Of<Schema>> => {
  const validate = validatorOf(schema);
  if (validate(value)) return { value: value as Of<Schema> };
  return { problems: (validate.errors ?? []).flatMap((error) => schemaProblem(error) ?? []) };
};
