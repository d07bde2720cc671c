/** One file as far as it can be read by itself. Pure. */
import type { CheckedYaml } from "./yaml-check.ts";
import type { ModelHeader, ViewHeader } from "./header-schema.ts";
import type { Query } from "./query.ts";
import type { Fault } from "./read-select.ts";
import type { RedshiftStatement } from "./redshift-statements.ts";
import type { SourceFile } from "./source-text.ts";
import type { ObjectKind } from "../../model/sql/objects.ts";

interface DraftBase {
  readonly source: SourceFile;
  readonly kind: ObjectKind;
  readonly name: string;
  readonly header: CheckedYaml<ViewHeader>;
  readonly sql: string;
  /** Offset of `sql` in the file. */
  readonly start: number;
  /** The SELECT and its start in `sql`; absent for objects without one. */
  readonly select?: {
    readonly sql: string;
    readonly start: number;
    readonly query: Query;
    /** Where one of two parsers stopped. */
    readonly doubt?: Fault;
  };
  readonly canonical: string;
}

export interface QueryDraft extends DraftBase {
  readonly kind: "model" | "view";
  readonly model?: CheckedYaml<ModelHeader>;
}

export interface RedshiftDraft extends DraftBase {
  readonly kind: Exclude<ObjectKind, "model" | "view">;
  /** The first one creates the object. */
  readonly statements: readonly RedshiftStatement[];
}

export type Draft = QueryDraft | RedshiftDraft;

export const idOf = ({ kind, name }: Pick<Draft, "kind" | "name">): string => `${kind} ${name}`;
