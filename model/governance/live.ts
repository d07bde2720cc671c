/** What Lake Formation and the catalog of an account really hold, as far as it concerns a lakehouse. */
import type { Tags } from "./tags.ts";

/** The group that stands for everyone whom IAM lets in: a grant to it puts Lake Formation out of effect. */
export const iamAllowedPrincipals = "IAM_ALLOWED_PRINCIPALS";

export type LiveResource =
  | { readonly kind: "catalog" }
  | { readonly kind: "database"; readonly database: string }
  | { readonly kind: "every-table"; readonly database: string }
  | { readonly kind: "table"; readonly database: string; readonly table: string }
  | {
      readonly kind: "columns";
      readonly database: string;
      readonly table: string;
      /** Granted columns; all but `excluded` when absent. */
      readonly columns?: readonly string[];
      readonly excluded?: readonly string[];
    }
  | { readonly kind: "location"; readonly arn: string }
  | {
      readonly kind: "tags";
      readonly on: "DATABASE" | "TABLE";
      readonly expression: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly kind: "other"; readonly description: string };

export interface LiveGrant {
  /** ARN of the role, or a group such as `IAM_ALLOWED_PRINCIPALS`. */
  readonly principal: string;
  readonly resource: LiveResource;
  readonly permissions: readonly string[];
  /** Those of them that the principal may hand on. */
  readonly grantable: readonly string[];
}

/** A table or a view. */
export interface LiveTable {
  readonly database: string;
  readonly table: string;
  /** Tags in effect, those of the database included. */
  readonly tags: Tags;
  /** Tags in effect of every column, in the catalog's order. */
  readonly columns: Readonly<Record<string, Tags>>;
}

export interface LiveGovernance {
  readonly administrators: readonly string[];
  /** Principals that get everything on new databases and tables. */
  readonly databaseDefaults: readonly string[];
  readonly tableDefaults: readonly string[];
  readonly locations: readonly { readonly arn: string; readonly role: string }[];
  readonly grants: readonly LiveGrant[];
  /** Only those of the lakehouse that are there. `tableDefaults` as above, for tables of this database. */
  readonly databases: readonly {
    readonly name: string;
    readonly tags: Tags;
    readonly tableDefaults: readonly string[];
  }[];
  readonly tables: readonly LiveTable[];
  /** Policy of the raw zone's bucket; undefined when it has none. */
  readonly rawBucketPolicy?: unknown;
}
