/** Changes of definitions, for people. Pure. */
import type { Model } from "../../model/documents/sql-bundle.ts";
import { prettyQuery } from "../project/canonical.ts";
import { dialectOf } from "../project/types.ts";
import type { ObjectKind } from "../../model/sql/objects.ts";

import { isRedefined, type Comparison } from "./compare.ts";
import { isByHand } from "../../model/documents/sql-plan.ts";
import { unifiedDiff } from "./unified-diff.ts";

/** One common layout, without the quotes that engines put around plain names. */
const laidOut = (statement: string, kind: ObjectKind): string =>
  prettyQuery(statement, dialectOf(kind))
    .trim()
    .replaceAll(/"([a-z_][a-z0-9_]*)"/g, "$1");

const statementsText = (statements: readonly string[], kind: ObjectKind): string =>
  statements
    .filter((statement) => statement.trim() !== "")
    .map((statement) => `${laidOut(statement, kind)}\n`)
    .join(";\n");

/** A model header's settings of its table, except its columns, which are compared separately. */
const settings = ({ mode, grain, partitions, tests }: Model): string =>
  [
    `-- mode: ${mode.kind}${mode.kind === "incremental by time" ? ` by ${mode.column}` : ""}`,
    ...grain.map((column) => `-- grain: ${column}`),
    ...partitions.map(({ column, transform }) => `-- partitioned by: ${transform}(${column})`),
    ...tests.map((test) => `-- test: ${JSON.stringify(test)}`),
    "",
  ].join("\n");

/** The model that a revision applied, see `AppliedObject.statements`. */
const appliedModel = ({ kind, applied }: Comparison): Model | undefined => {
  const [json] = applied?.statements ?? [];
  return kind === "model" && json !== undefined ? (JSON.parse(json) as Model) : undefined;
};

const declaredText = ({ kind, declared }: Comparison): string => {
  if (declared === undefined) return "";
  if (kind !== "model" && kind !== "view") return statementsText(declared.statements, kind);
  return `${declared.model === undefined ? "" : settings(declared.model)}${statementsText([declared.sql], kind)}`;
};

/**
 * The previous declaration shows best what changes: an engine stores a definition in its own words. If somebody has
 * changed it since then, the existing definition is used, because that is what will be lost. A table only has columns,
 * which are compared separately.
 */
const textBefore = (comparison: Comparison): string => {
  const { kind, live, applied, drift } = comparison;
  if (live === undefined) return "";
  const isOthers = isByHand(drift) && kind !== "model";
  if (applied === undefined || isOthers) return statementsText(live.definition.split(";\n"), kind);
  if (kind !== "model" && kind !== "view") return statementsText(applied.statements, kind);
  const model = appliedModel(comparison);
  return `${model === undefined ? "" : settings(model)}${statementsText([applied.sql], kind)}`;
};

/** From the existing to the declared definition. */
export const sqlDiff = (comparison: Comparison): string =>
  isRedefined(comparison) || comparison.action === "drop" || comparison.action === "wait"
    ? unifiedDiff(textBefore(comparison), declaredText(comparison))
    : "";
