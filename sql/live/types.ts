/** What engines and catalog hold now, of what the SQL tooling owns or could own. */
import type { ObjectKind } from "../project/types.ts";

export interface LiveColumn {
  readonly name: string;
  /** As the engine spells it, lower case, e.g. `decimal(38,2)`. */
  readonly type: string;
}

export interface LiveObject {
  /** As `SqlObject.id`. */
  readonly id: string;
  readonly kind: ObjectKind;
  readonly name: string;
  /** As `SqlObject.canonical`. */
  readonly canonical: string;
  /** Definition as the engine stores it, for people; statements of Redshift joined by `;\n`. */
  readonly definition: string;
  readonly columns: readonly LiveColumn[];
}

/** One reading of one environment. */
export interface LiveState {
  readonly environment: string;
  /** Sorted by id. */
  readonly objects: readonly LiveObject[];
  /** `<database>.<table>` of every table of the processed databases and production's curated ones: what can be read. */
  readonly tables: ReadonlySet<string>;
  /** Whether this stack has Redshift; without it, files of `sql/redshift` are left out. */
  readonly redshift: boolean;
  /** Newest revision of the environment; undefined before the first. */
  readonly revision?: AppliedRevision;
}

/** What the newest revision left behind: how a change in the files is told from a change by hand. */
export interface AppliedRevision {
  readonly revision: number;
  readonly finished: boolean;
  /** The compiled SQL that holds since then. */
  readonly bundleKey: string;
  /** By object id. */
  readonly objects: Readonly<Record<string, AppliedObject>>;
}

export interface AppliedObject {
  /** `SqlObject.canonical` as it was applied. */
  readonly declared: string;
  /** `LiveObject.canonical` as it was read back after it was applied. */
  readonly stored: string;
  /** `LiveObject.definition` as it was read back then. */
  readonly definition: string;
  /** What people wrote, for diffs and for rollback. */
  readonly sql: string;
  /** Statements that make the object, as they were sent; a model's is its compiled JSON in the bundle. */
  readonly statements: readonly string[];
  readonly columns: readonly LiveColumn[];
  /** Ids as `SqlObject.dependsOn`. */
  readonly dependsOn: readonly string[];
}
