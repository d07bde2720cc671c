/** The shape of a plan's file: types.ts, said to a validator. */
import { Ajv2019, type ErrorObject, type ValidateFunction } from "ajv/dist/2019.js";
import { classifications } from "../../model/documents/contract-bundle.ts";
import { clauses, objectKinds } from "../../model/sql/objects.ts";
import { actions, drifts, permissions, type Plan } from "../../model/documents/sql-plan.ts";

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: "string" };
const texts: Schema = { type: "array", items: text };
const sha256 = "[0-9a-f]{64}";

/** Every property is required but those named with a question mark; none may be added. */
const record = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: "object",
  properties: Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name.replace("?", ""), schema])),
  required: Object.keys(properties).filter((name) => !name.endsWith("?")),
  additionalProperties: false,
});

const list = (items: Schema): Schema => ({ type: "array", items });
const oneOf = (values: readonly unknown[]): Schema => ({ enum: values });

const bundleKey: Schema = { type: "string", pattern: `^sql/bundles/${sha256}\\.json$` };
const column = record({ name: text, type: text });

const change = record({
  id: text,
  kind: oneOf(objectKinds),
  name: text,
  "file?": text,
  action: oneOf(actions),
  "drift?": oneOf(drifts),
  sqlDiff: text,
  columns: list(
    record({
      column: text,
      change: oneOf(["added", "removed", "retyped"]),
      "from?": text,
      "to?": text,
      breaking: { type: "boolean" },
    }),
  ),
  breaking: { type: "boolean" },
  affects: texts,
  "influences?": list(record({ column: text, classification: oneOf(classifications), clauses: list(oneOf(clauses)) })),
  missing: texts,
});

const stages: Readonly<Record<string, Schema>> = {
  "create databases": { databases: texts },
  "publish bundle": { bundleKey },
  "build models": { models: texts },
  "drop models": { models: texts },
  statements: {
    id: text,
    action: oneOf(["create", "replace", "drop"]),
    engine: oneOf(["athena", "redshift"]),
    statements: texts,
    "validate?": text,
  },
  govern: {},
  "remove databases": { databases: texts },
};

/** Which properties a stage has follows from its kind, so that an error is about that kind and not about all of them. */
const stage: Schema = {
  type: "object",
  required: ["kind"],
  discriminator: { propertyName: "kind" },
  oneOf: Object.entries(stages).map(([kind, properties]) =>
    record({ kind: { const: kind }, ...(properties as Readonly<Record<string, Schema>>) }),
  ),
};

const planned = record({
  kind: oneOf(objectKinds),
  canonical: text,
  sql: text,
  statements: texts,
  columns: list(column),
  dependsOn: texts,
});

const plan = record({
  formatVersion: { const: 1 },
  stack: text,
  environment: { type: "string", pattern: "^[a-z][a-z0-9_]{0,30}$" },
  base: { type: "integer", minimum: 0 },
  catalog: { type: "string", pattern: `^${sha256}$` },
  bundleKey,
  own: texts,
  changes: list(change),
  stages: list(stage),
  needs: list(oneOf(permissions)),
  declared: { type: "object", additionalProperties: planned },
  bundle: text,
  "sources?": list(record({ file: text, text })),
});

const ajv = new Ajv2019({ allErrors: true, discriminator: true });
export const validatePlan: ValidateFunction<Plan> = ajv.compile<Plan>(plan);

/** `/stages/2/id` as `stages[2].id`. */
export const placeOf = ({ instancePath, params }: ErrorObject): string => {
  const extra = typeof params["additionalProperty"] === "string" ? `/${params["additionalProperty"]}` : "";
  const path = `${instancePath}${extra}`.split("/").slice(1);
  return path
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join("");
};
