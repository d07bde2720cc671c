/** Parts of JSON Schemas of files that people write; `title` says what is allowed. */

export const text = { type: "string", pattern: "\\S", title: "text" } as const;
export const kebab = {
  type: "string",
  pattern: "^[a-z][a-z0-9-]{0,62}$",
  title: "a name in lower kebab case",
} as const;
export const wholeNumber = (minimum: number, maximum: number) => ({
  type: "integer",
  minimum,
  maximum,
  title: `a whole number from ${minimum} to ${maximum}`,
});
export const object = (title: string, properties: object, required: readonly string[]) => ({
  type: "object",
  title,
  properties,
  required,
  additionalProperties: false,
});
