/** A plan is data: what is shown, what `--out` stores, and what is applied are the same. */
import { clauses, objectKinds } from "../sql/objects.ts";
import { environmentName } from "../sql/environment.ts";
import {
  anyText,
  constant,
  count,
  flag,
  map,
  object,
  oneOf,
  optional,
  string,
  tagged,
  text,
  type Of,
} from "../validation/schema.ts";
import { classifications } from "./contract-bundle.ts";
import { listOf, type ContentOf } from "./document.ts";
import { sha256 } from "./values.ts";

export const actions = ["create", "replace", "rebuild", "drop", "unchanged", "wait", "unmanaged"] as const;
/**
 * `create`, `replace`, and `drop` change something. `rebuild`: a model whose definition is unchanged but that reads a
 * changing model, or that was built while no revision recorded it. `wait`: a table that it reads does not exist yet.
 * `unmanaged`: nothing declares it and no revision created it; it is left alone.
 */
export type Action = (typeof actions)[number];

export const drifts = ["changed by hand", "made by hand", "missing"] as const;
/**
 * `changed by hand`: its definition differs from what the newest revision left. `made by hand`: exists, but no revision
 * created it. `missing`: gone since the newest revision.
 */
export type Drift = (typeof drifts)[number];
/** Manual work that applying a plan would undo. */
export const isByHand = (drift: Drift | undefined): boolean => drift !== undefined && drift !== "missing";

/** Types are in the engine's spelling, lower case, e.g. `decimal(38,2)`. */
export const liveColumn = object("a column", { name: text, type: anyText });
export type LiveColumn = Of<typeof liveColumn>;

/** A column that determines which rows exist, or their grouping or order, without thereby contributing a value. */
const influence = object("an influence", {
  /** `<database>.<table>.<column>`, by its name in the project. */
  column: text,
  classification: oneOf(classifications),
  /** Clauses that use it, in SQL's order; empty if the query can't be traced. */
  clauses: listOf(oneOf(clauses)),
});
export type Influence = Of<typeof influence>;

const columnChange = object("a column's change", {
  column: text,
  change: oneOf(["added", "removed", "retyped"]),
  from: optional(anyText),
  to: optional(anyText),
  /**
   * Removed or retyped, while something outside this plan's own changes could read it. A manually added column that
   * disappears when a revision's state is restored doesn't count.
   */
  breaking: flag,
});
export type ColumnChange = Of<typeof columnChange>;

const change = object("a change", {
  id: text,
  kind: oneOf(objectKinds),
  name: text,
  /** The file that declares it; absent for a drop and for unmanaged objects. */
  file: optional(text),
  action: oneOf(actions),
  drift: optional(oneOf(drifts)),
  /**
   * Unified diff of the pretty-printed definitions, in the direction of the change: from what was last applied, or from
   * the live definition if nothing was applied or somebody changed it by hand, to what is declared. Empty if nothing
   * changes.
   */
  sqlDiff: anyText,
  columns: listOf(columnChange),
  breaking: flag,
  /** Objects (ids) and exposures (`dashboard <name>`) that read it, directly or indirectly, nearest first. */
  affects: listOf(text),
  /** Columns that determine its rows, see `SqlObject.influences`; absent if there are none, and if it is unchanged. */
  influences: optional(listOf(influence)),
  /** Tables that do not exist yet, for the action `wait`. */
  missing: listOf(text),
});
export type Change = Of<typeof change>;

const bundleKey = string(/^sql\/bundles\/[0-9a-f]{64}\.json$/, "the key of a SQL bundle");

/** Statements that create, replace, or drop one object. */
const statementStage = object("a stage of the kind statements", {
  kind: constant("statements"),
  id: text,
  action: oneOf(["create", "replace", "drop"]),
  engine: oneOf(["athena", "redshift"]),
  /** Sent one after the other. */
  statements: listOf(anyText),
  /** What the engine must EXPLAIN before anything is executed; absent for what no engine can explain: drops, grants. */
  validate: optional(anyText),
});
export type StatementStage = Of<typeof statementStage>;

/** One step; the explainer prints it and the evaluator executes it. */
const stage = tagged("kind", "a stage", [
  /** Creates the databases of a preview environment. */
  object("a stage of the kind create databases", { kind: constant("create databases"), databases: listOf(text) }),
  /** Stores the compiled SQL where the job and `govern` read it; tags are the strictest of before and after. */
  object("a stage of the kind publish bundle", { kind: constant("publish bundle"), bundleKey }),
  /** One run of the curate job: these models, in dependency order, published together. */
  object("a stage of the kind build models", { kind: constant("build models"), models: listOf(text) }),
  statementStage,
  /** One run of the curate job, which owns its tables: by their names in the environment, in this order. */
  object("a stage of the kind drop models", { kind: constant("drop models"), models: listOf(text) }),
  /** Tags what is new and removes the previous bundle's tags. */
  object("a stage of the kind govern", { kind: constant("govern") }),
  object("a stage of the kind remove databases", { kind: constant("remove databases"), databases: listOf(text) }),
]);
export type Stage = Of<typeof stage>;

export const permissions = ["--allow-drop", "--allow-breaking", "--allow-drift"] as const;
/** What needs explicit permission, each through a flag of `sql apply`. */
export type Permission = (typeof permissions)[number];

const plannedObject = object("a planned object", {
  kind: oneOf(objectKinds),
  canonical: anyText,
  sql: anyText,
  statements: listOf(anyText),
  columns: listOf(liveColumn),
  dependsOn: listOf(text),
});
export type PlannedObject = Of<typeof plannedObject>;

/** Closed: a plan with members that this release can't apply belongs to another release. */
export const planKind = {
  name: "plan",
  code: "PLAN_UNREADABLE",
  fix: 'make the plan again: "lakehouse sql plan --out <file>"',
  schema: object("a plan", {
    formatVersion: constant(1),
    stack: text,
    environment: string(environmentName, "the name of an environment"),
    /** Revision that it builds on; 0 before the first. */
    base: count,
    /** Hash of the live state that it was computed for: ids, canonical definitions, columns, and tables read. */
    catalog: sha256,
    bundleKey,
    /** `Environment.own`: models and views built outside production, by their production names; empty in production. */
    own: listOf(text),
    /** In execution order: creates and replacements after their dependencies, then drops in reverse order. */
    changes: listOf(change),
    stages: listOf(stage),
    needs: listOf(oneOf(permissions)),
    /** What will be declared once the plan is applied, by id: what the revision records. */
    declared: map("a map from ids to objects", text, plannedObject),
    /** The compiled SQL that `bundleKey` names. */
    bundle: anyText,
    /** The files that it was compiled from: a rollback plans from them. None if an environment is removed. */
    sources: optional(listOf(object("a file", { file: text, text: anyText }))),
  }),
};
export type Plan = ContentOf<typeof planKind>;
