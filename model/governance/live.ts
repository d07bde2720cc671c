/** The actual state of an account's Lake Formation and catalog, as far as it concerns a lakehouse. */
import type { Tags } from "./tags.ts";

/** The group for everyone whom IAM admits: a grant to it bypasses Lake Formation. */
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
      /** Granted columns; if absent, all except `excluded`. */
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
  /** The permissions that the principal may grant to others. */
  readonly grantable: readonly string[];
}

/** A table or a view. */
export interface LiveTable {
  readonly database: string;
  readonly table: string;
  /** Effective tags, including the database's. */
  readonly tags: Tags;
  /** Effective tags of every column, in the catalog's order. */
  readonly columns: Readonly<Record<string, Tags>>;
}

export interface LiveGovernance {
  readonly administrators: readonly string[];
  /** Principals that get all permissions on new databases and tables. */
  readonly databaseDefaults: readonly string[];
  readonly tableDefaults: readonly string[];
  readonly locations: readonly { readonly arn: string; readonly role: string }[];
  readonly grants: readonly LiveGrant[];
  /** Only the lakehouse's existing databases. `tableDefaults` as above, for this database's tables. */
  readonly databases: readonly {
    readonly name: string;
    readonly tags: Tags;
    readonly tableDefaults: readonly string[];
  }[];
  readonly tables: readonly LiveTable[];
  /** Policy of the raw zone's bucket; `undefined` if it has none. */
  readonly rawBucketPolicy?: unknown;
}
