import { count, text } from "../validation/schema.ts";
import { documentKind, listOf, type ContentOf } from "./document.ts";
import { key } from "./values.ts";

/** Which compiled SQL is in effect in an environment; one object per environment in the artifacts bucket. */
export const environmentKind = documentKind(
  "SQL environment",
  {
    environment: text,
    /** The revision that set it. */
    revision: count,
    /** What the curate job builds. */
    bundleKey: key,
    /** While a revision is applied, also the previous bundles: a column's tag is the strictest of all. */
    previousBundleKeys: listOf(key),
    /** Models and views that are built outside production, by their production names; empty in production. */
    own: listOf(text),
  },
  {
    code: "DEPLOYED_SQL_UNREADABLE",
    fix: "apply the SQL again with the release of the repository that is deployed",
  },
);
export type Environment = ContentOf<typeof environmentKind>;
