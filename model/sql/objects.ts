/** The kinds of objects that the files of `sql/` declare, also used in plans and revisions. */

/**
 * `model`: a curated table (Spark). `view`: an Athena view. In Redshift: `external schema` on a database of the
 * catalog, `schema` for views, `role`, `masking policy`, `late-binding view`; a schema includes its grants, and a view
 * includes its columns' masking policies and then its grants: nobody gets access before masking is in place.
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

/** Clauses that determine rows, in SQL's order. */
export const clauses = ["JOIN", "WHERE", "GROUP BY", "HAVING", "QUALIFY", "ORDER BY"] as const;
export type Clause = (typeof clauses)[number];
