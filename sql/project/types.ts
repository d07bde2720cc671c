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

/** A relation that an object reads, with every place in the file at which it does. */
export interface Reference {
  /** `<database>.<table>`, or in Redshift `<schema>.<table>`; lower case, unquoted. */
  readonly name: string;
  readonly position: Position;
  /** Offsets in the object's `sql` (characters, end excluded) of the whole name as it is written. */
  readonly start: number;
  readonly end: number;
}

export interface DeclaredColumn {
  readonly name: string;
  /** Absent where only the engine knows: views. */
  readonly type?: ColumnType;
  readonly classification: Classification;
  /** `<database>.<table>.<column>` of every column that it is made of, sorted; direct ones, not those behind them. */
  readonly from: readonly string[];
}

/** One declared object. */
export interface SqlObject {
  /** `<kind> <name>`: unique over the project, e.g. `view flights_curated.cancellations`. */
  readonly id: string;
  readonly kind: ObjectKind;
  /** `<database>.<name>`, `<schema>.<name>`, or a bare name for schemas, roles and masking policies; lower case. */
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  /** Path as it is shown to people, e.g. `sql/views/flights-cancellations.sql`. */
  readonly file: string;
  /** Line of the file on which `sql` begins, from 1. */
  readonly firstLine: number;
  /** Models and Athena views: the SELECT. Redshift: all statements of the file, each without its semicolon, see `statements`. */
  readonly sql: string;
  /** Of Redshift only: the statement that makes the object and those that go with it (grants, attachments), in order. */
  readonly statements: readonly string[];
  /**
   * What is compared with the catalog: without comments, formatting, quotes that aren't needed, redundant parentheses
   * and differences of case. For a model also its header's settings.
   */
  readonly canonical: string;
  /** Relations that it reads: contracts' tables, models, views. In order of appearance, one entry per appearance. */
  readonly references: readonly Reference[];
  /** Ids of the declared objects that must be there first: what it reads, its schema, roles it grants to. Sorted. */
  readonly dependsOn: readonly string[];
  /** `<database>.<table>` of the tables of contracts that it reads itself, sorted. */
  readonly tables: readonly string[];
  /** Columns that decide about its rows and are no values of it; direct ones. */
  readonly influences: readonly Influence[];
  /** Empty for objects without columns. */
  readonly columns: readonly DeclaredColumn[];
  /** Only of the kind `model`. */
  readonly model?: Model;
}

/**
 * Something outside SQL that reads relations: a dashboard of `dashboards/` or a visual of one, a mail of `mails/`, or what
 * `sql/exposures/` names.
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
  /** Names of the contracts' tables that it reads without a model or view between, sorted; absent when it reads none. */
  readonly tables?: readonly string[];
  /** Names of the columns that it reads of them; any of them when absent. */
  readonly columns?: readonly string[];
}

export interface Project {
  /** Every object after those that it depends on; by id where that leaves a choice. */
  readonly objects: readonly SqlObject[];
  readonly exposures: readonly Exposure[];
}
