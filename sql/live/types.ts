/** The current state of engines and catalog, for everything that the SQL tooling owns or could own. */
import type { LiveColumn } from "../../model/documents/sql-plan.ts";
import type { AppliedObject } from "../../model/documents/revision.ts";
import type { ObjectKind } from "../../model/sql/objects.ts";

export interface LiveObject {
  /** As in `SqlObject.id`. */
  readonly id: string;
  readonly kind: ObjectKind;
  readonly name: string;
  /** As in `SqlObject.canonical`. */
  readonly canonical: string;
  /** Definition as the engine stores it, for people; Redshift statements are joined by `;\n`. */
  readonly definition: string;
  readonly columns: readonly LiveColumn[];
}

/** One snapshot of one environment. */
export interface LiveState {
  readonly environment: string;
  /** Sorted by id. */
  readonly objects: readonly LiveObject[];
  /**
   * `<database>.<table>` of every table in the processed databases and production's curated ones: everything readable.
   */
  readonly tables: ReadonlySet<string>;
  /** Whether this stack has Redshift; without it, files in `sql/redshift` are ignored. */
  readonly redshift: boolean;
  /** The environment's newest revision; `undefined` before the first. */
  readonly revision?: AppliedRevision;
}

/** What the newest revision left behind: distinguishes a change in the files from a manual change. */
export interface AppliedRevision {
  readonly revision: number;
  readonly finished: boolean;
  /** The compiled SQL in effect since then. */
  readonly bundleKey: string;
  /** By object id. */
  readonly objects: Readonly<Record<string, AppliedObject>>;
}
