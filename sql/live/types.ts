/** What engines and catalog hold now, of what the SQL tooling owns or could own. */
import type { LiveColumn } from "../../model/documents/sql-plan.ts";
import type { AppliedObject } from "../../model/documents/revision.ts";
import type { ObjectKind } from "../../model/sql/objects.ts";

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
