/** A plan is data: what is shown, what is stored by `--out` and what is carried out are one and the same. */
import type { LiveColumn } from "../live/types.ts";
import type { SourceFile } from "../project/source-text.ts";
import type { Influence, ObjectKind } from "../project/types.ts";

/**
 * `create`, `replace` and `drop` change something. `rebuild`: a model whose own definition stands but reads a model that
 * changes, or that was built while no revision recorded it. `wait`: a table that it reads is not there yet. `unmanaged`:
 * nobody declares it and no revision made it; it is left alone.
 */
export const actions = ["create", "replace", "rebuild", "drop", "unchanged", "wait", "unmanaged"] as const;
export type Action = (typeof actions)[number];

/**
 * `changed by hand`: another definition than the newest revision left. `made by hand`: no revision made what is there.
 * `missing`: gone since the newest revision.
 */
export const drifts = ["changed by hand", "made by hand", "missing"] as const;
export type Drift = (typeof drifts)[number];
/** Somebody's work that carrying out a plan undoes. */
export const isByHand = (drift: Drift | undefined): boolean => drift !== undefined && drift !== "missing";

export interface ColumnChange {
  readonly column: string;
  readonly change: "added" | "removed" | "retyped";
  readonly from?: string;
  readonly to?: string;
  /**
   * Removed or retyped, while something outside this plan's own changes could read it. A column that somebody made by hand,
   * and that goes when what a revision left is restored, is none.
   */
  readonly breaking: boolean;
}

export interface Change {
  readonly id: string;
  readonly kind: ObjectKind;
  readonly name: string;
  /** The file that declares it; absent for a drop and for what is unmanaged. */
  readonly file?: string;
  readonly action: Action;
  readonly drift?: Drift;
  /**
   * Unified diff of the pretty-printed definitions, in the direction of carrying out: from what was applied last, or from
   * what is live where nothing was or somebody changed it by hand, to what is declared. Empty when nothing changes.
   */
  readonly sqlDiff: string;
  readonly columns: readonly ColumnChange[];
  readonly breaking: boolean;
  /** Objects (ids) and exposures (`dashboard <name>`) that read it, directly or through others, nearest first. */
  readonly affects: readonly string[];
  /** Columns that decide about its rows, see `SqlObject.influences`; absent where there are none, and where it stays as it is. */
  readonly influences?: readonly Influence[];
  /** Tables that are not there yet, of the action `wait`. */
  readonly missing: readonly string[];
}

/** One step; the explainer prints it and the evaluator carries it out. */
export type Stage =
  /** Makes the databases of an environment beside production. */
  | { readonly kind: "create databases"; readonly databases: readonly string[] }
  /** Puts the compiled SQL where the job and `govern` read it; tags are the strictest of before and after. */
  | { readonly kind: "publish bundle"; readonly bundleKey: string }
  /** One run of the curate job: these models, in dependency order, published together. */
  | { readonly kind: "build models"; readonly models: readonly string[] }
  | StatementStage
  /** One run of the curate job, which owns its tables: by their names in the environment, in this order. */
  | { readonly kind: "drop models"; readonly models: readonly string[] }
  /** Tags what is new and takes the previous bundle's tags off. */
  | { readonly kind: "govern" }
  | { readonly kind: "remove databases"; readonly databases: readonly string[] };

/** Statements that make, replace or drop one object. */
export interface StatementStage {
  readonly kind: "statements";
  readonly id: string;
  readonly action: "create" | "replace" | "drop";
  readonly engine: "athena" | "redshift";
  /** Sent one after the other. */
  readonly statements: readonly string[];
  /** What the engine is asked to explain before anything is executed; absent where no engine can: drops, grants. */
  readonly validate?: string;
}

/** What has to be allowed explicitly, each by its flag of `sql apply`. */
export const permissions = ["--allow-drop", "--allow-breaking", "--allow-drift"] as const;
export type Permission = (typeof permissions)[number];

export interface Plan {
  readonly formatVersion: 1;
  readonly stack: string;
  readonly environment: string;
  /** Revision that it builds on; 0 before the first. */
  readonly base: number;
  /** SHA-256 (hex) of the live state that it was made for: of ids, canonical definitions, columns and tables read. */
  readonly catalog: string;
  readonly bundleKey: string;
  /** `Environment.own`: models and views built beside production, by their names in production; empty in production. */
  readonly own: readonly string[];
  /** In the order of carrying out: creates and replaces after what they depend on, drops last and the other way round. */
  readonly changes: readonly Change[];
  readonly stages: readonly Stage[];
  readonly needs: readonly Permission[];
  /** What will be declared once it is applied, by id: what the revision records. */
  readonly declared: Readonly<Record<string, PlannedObject>>;
  /** The compiled SQL that `bundleKey` names. */
  readonly bundle: string;
  /** The files that it was made of: a rollback plans from them. None when an environment is removed. */
  readonly sources?: readonly SourceFile[];
}

export interface PlannedObject {
  readonly kind: ObjectKind;
  readonly canonical: string;
  readonly sql: string;
  readonly statements: readonly string[];
  readonly columns: readonly LiveColumn[];
  readonly dependsOn: readonly string[];
}
