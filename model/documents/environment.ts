import { count, text } from "../validation/schema.ts";
import { documentKind, listOf, type ContentOf } from "./document.ts";
import { key } from "./values.ts";

/** Which compiled SQL holds in an environment; one object per environment in the artifacts bucket. */
export const environmentKind = documentKind(
  "SQL environment",
  {
    environment: text,
    /** The revision that set it. */
    revision: count,
    /** What the curate job builds. */
    bundleKey: key,
    /** While a revision is carried out, also what held before: a column's tag is the strictest of both. */
    previousBundleKeys: listOf(key),
    /** Models and views that are built beside production, by their names in production; empty in production. */
    own: listOf(text),
  },
  {
    code: "DEPLOYED_SQL_UNREADABLE",
    fix: "apply the SQL again with the release of the repository that is deployed",
  },
);
export type Environment = ContentOf<typeof environmentKind>;
