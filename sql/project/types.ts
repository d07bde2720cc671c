/** What the files of `sql/` declare, read and resolved. No I/O, no engine. */
import type { ObjectKind } from "../../model/sql/objects.ts";
import type { Influence } from "../../model/documents/sql-plan.ts";
import type { Classification, ColumnType } from "../../model/documents/contract-bundle.ts";
import type { Model } from "../../model/documents/sql-bundle.ts";

export type Dialect = "spark" | "trino" | "redshift";

export const dialectOf = (kind: ObjectKind): Dialect =>
  kind === "model" ? "spark" : kind === "view" ? "trino" : "redshift";

/** Where something is written; line and column from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A relation that an object reads, with every place in the file where it does. */
export interface Reference {
  /** `<database>.<table>`, or in Redshift `<schema>.<table>`; lower case, unquoted. */
  readonly name: string;
  readonly position: Position;
  /** Offsets in the object's `sql` (characters, end exclusive) of the whole name as written. */
  readonly start: number;
  readonly end: number;
}

export interface DeclaredColumn {
  readonly name: string;
  /** Absent if only the engine knows it: for views. */
  readonly type?: ColumnType;
  readonly classification: Classification;
  /** `<database>.<table>.<column>` of every column that it is made of, sorted; only direct sources. */
  readonly from: readonly string[];
}

/** One declared object. */
export interface SqlObject {
  /** `<kind> <name>`: unique in the project, e.g. `view flights_curated.cancellations`. */
  readonly id: string;
  readonly kind: ObjectKind;
  /** `<database>.<name>`, `<schema>.<name>`, or a bare name for schemas, roles and masking policies; lower case. */
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  /** Path as shown to people, e.g. `sql/views/flights-cancellations.sql`. */
  readonly file: string;
  /** The file's line on which `sql` begins, from 1. */
  readonly firstLine: number;
  /** Models and Athena views: the SELECT. Redshift: all statements of the file, each without its semicolon, see `statements`. */
  readonly sql: string;
  /**
   * Redshift only: the statement that creates the object and those that accompany it (grants, attachments), in order.
   */
  readonly statements: readonly string[];
  /**
   * The form that is compared with the catalog: without comments, formatting, needless quotes, redundant parentheses
   * and differences of case. For a model also its header's settings.
   */
  readonly canonical: string;
  /** Relations that it reads: contracts' tables, models, views. In order of appearance, one entry per appearance. */
  readonly references: readonly Reference[];
  /** Ids of the declared objects that must exist first: what it reads, its schema, roles it grants to. Sorted. */
  readonly dependsOn: readonly string[];
  /** `<database>.<table>` of the contract tables that it reads directly, sorted. */
  readonly tables: readonly string[];
  /** Columns that decide its rows and aren't values of it; direct ones. */
  readonly influences: readonly Influence[];
  /** Empty for objects without columns. */
  readonly columns: readonly DeclaredColumn[];
  /** Only for the kind `model`. */
  readonly model?: Model;
}

/**
 * A reader of relations outside SQL: a dashboard in `dashboards/` or a visual of one, a mail in `mails/`, or an entry
 * in `sql/exposures/`.
 */
export interface Exposure {
  readonly name: string;
  readonly kind: "dashboard" | "visual" | "mail" | "export" | "application";
  readonly title: string;
  readonly owner: string;
  readonly url?: string;
  readonly file: string;
  /** Ids of the objects that it reads, sorted. */
  readonly reads: readonly string[];
  /** Names of the contract tables that it reads without a model or view in between, sorted; absent if it reads none. */
  readonly tables?: readonly string[];
  /** Names of the columns that it reads of them; if absent, any of them. */
  readonly columns?: readonly string[];
}

export interface Project {
  /** Every object after its dependencies; ties are ordered by id. */
  readonly objects: readonly SqlObject[];
  readonly exposures: readonly Exposure[];
}
