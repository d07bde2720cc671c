/** A plan is data: what is shown, what is stored by `--out` and what is carried out are one and the same. */
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
 * `create`, `replace` and `drop` change something. `rebuild`: a model whose own definition stands but reads a model that
 * changes, or that was built while no revision recorded it. `wait`: a table that it reads is not there yet. `unmanaged`:
 * nobody declares it and no revision made it; it is left alone.
 */
export type Action = (typeof actions)[number];

export const drifts = ["changed by hand", "made by hand", "missing"] as const;
/**
 * `changed by hand`: another definition than the newest revision left. `made by hand`: no revision made what is there.
 * `missing`: gone since the newest revision.
 */
export type Drift = (typeof drifts)[number];
/** Somebody's work that carrying out a plan undoes. */
export const isByHand = (drift: Drift | undefined): boolean => drift !== undefined && drift !== "missing";

/** Its type is as the engine spells it, lower case, e.g. `decimal(38,2)`. */
export const liveColumn = object("a column", { name: text, type: anyText });
export type LiveColumn = Of<typeof liveColumn>;

/** A column that decides which rows there are, how they are grouped or in which order, and is no value of them by that. */
const influence = object("an influence", {
  /** `<database>.<table>.<column>`, by its name in the project. */
  column: text,
  classification: oneOf(classifications),
  /** Where it stands, in the order in which SQL has them; none where nobody follows the query. */
  clauses: listOf(oneOf(clauses)),
});
export type Influence = Of<typeof influence>;

const columnChange = object("a column's change", {
  column: text,
  change: oneOf(["added", "removed", "retyped"]),
  from: optional(anyText),
  to: optional(anyText),
  /**
   * Removed or retyped, while something outside this plan's own changes could read it. A column that somebody made by hand,
   * and that goes when what a revision left is restored, is none.
   */
  breaking: flag,
});
export type ColumnChange = Of<typeof columnChange>;

const change = object("a change", {
  id: text,
  kind: oneOf(objectKinds),
  name: text,
  /** The file that declares it; absent for a drop and for what is unmanaged. */
  file: optional(text),
  action: oneOf(actions),
  drift: optional(oneOf(drifts)),
  /**
   * Unified diff of the pretty-printed definitions, in the direction of carrying out: from what was applied last, or from
   * what is live where nothing was or somebody changed it by hand, to what is declared. Empty when nothing changes.
   */
  sqlDiff: anyText,
  columns: listOf(columnChange),
  breaking: flag,
  /** Objects (ids) and exposures (`dashboard <name>`) that read it, directly or through others, nearest first. */
  affects: listOf(text),
  /** Columns that decide about its rows, see `SqlObject.influences`; absent where there are none, and where it stays as it is. */
  influences: optional(listOf(influence)),
  /** Tables that are not there yet, of the action `wait`. */
  missing: listOf(text),
});
export type Change = Of<typeof change>;

const bundleKey = string(/^sql\/bundles\/[0-9a-f]{64}\.json$/, "the key of a SQL bundle");

/** Statements that make, replace or drop one object. */
const statementStage = object("a stage of the kind statements", {
  kind: constant("statements"),
  id: text,
  action: oneOf(["create", "replace", "drop"]),
  engine: oneOf(["athena", "redshift"]),
  /** Sent one after the other. */
  statements: listOf(anyText),
  /** What the engine is asked to explain before anything is executed; absent where no engine can: drops, grants. */
  validate: optional(anyText),
});
export type StatementStage = Of<typeof statementStage>;

/** One step; the explainer prints it and the evaluator carries it out. */
const stage = tagged("kind", "a stage", [
  /** Makes the databases of an environment beside production. */
  object("a stage of the kind create databases", { kind: constant("create databases"), databases: listOf(text) }),
  /** Puts the compiled SQL where the job and `govern` read it; tags are the strictest of before and after. */
  object("a stage of the kind publish bundle", { kind: constant("publish bundle"), bundleKey }),
  /** One run of the curate job: these models, in dependency order, published together. */
  object("a stage of the kind build models", { kind: constant("build models"), models: listOf(text) }),
  statementStage,
  /** One run of the curate job, which owns its tables: by their names in the environment, in this order. */
  object("a stage of the kind drop models", { kind: constant("drop models"), models: listOf(text) }),
  /** Tags what is new and takes the previous bundle's tags off. */
  object("a stage of the kind govern", { kind: constant("govern") }),
  object("a stage of the kind remove databases", { kind: constant("remove databases"), databases: listOf(text) }),
]);
export type Stage = Of<typeof stage>;

export const permissions = ["--allow-drop", "--allow-breaking", "--allow-drift"] as const;
/** What has to be allowed explicitly, each by its flag of `sql apply`. */
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

/** Closed: a plan that says more than this release carries out is another one's. */
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
    /** The live state that it was made for: of ids, canonical definitions, columns and tables read. */
    catalog: sha256,
    bundleKey,
    /** `Environment.own`: models and views built beside production, by their names in production; empty in production. */
    own: listOf(text),
    /** In the order of carrying out: creates and replaces after what they depend on, drops last and the other way round. */
    changes: listOf(change),
    stages: listOf(stage),
    needs: listOf(oneOf(permissions)),
    /** What will be declared once it is applied, by id: what the revision records. */
    declared: map("a map from ids to objects", text, plannedObject),
    /** The compiled SQL that `bundleKey` names. */
    bundle: anyText,
    /** The files that it was made of: a rollback plans from them. None when an environment is removed. */
    sources: optional(listOf(object("a file", { file: text, text: anyText }))),
  }),
};
export type Plan = ContentOf<typeof planKind>;
