/** What the files of `sql/` declare, in words that plans and revisions use too. */

/**
 * `model`: a curated table (Spark). `view`: a view of Athena. Of Redshift: `external schema` on a database of the
 * catalog, `schema` for views, `role`, `masking policy`, `late-binding view`; with a schema go its grants, with a view
 * the masking policies that are attached to its columns and then its grants: nobody is let in before it is masked.
 */
export const objectKinds = [
  "model",
  "view",
  "external schema",
  "schema",
  "role",
  "masking policy",
  "late-binding view",
] as const;
export type ObjectKind = (typeof objectKinds)[number];

/** Clauses that decide about rows, in the order in which SQL has them. */
export const clauses = ["JOIN", "WHERE", "GROUP BY", "HAVING", "QUALIFY", "ORDER BY"] as const;
export type Clause = (typeof clauses)[number];
