/** A revision: one application of a plan, recorded before, during, and after. */
import { anyText, count, flag, map, oneOf, optional, text, type Of } from "../validation/schema.ts";
import { documentKind, listOf, part, type ContentOf } from "./document.ts";
import { liveColumn, planKind } from "./sql-plan.ts";
import { error, instant } from "./values.ts";

export const stageStates = ["pending", "running", "done", "failed"] as const;

const heldTag = part("a tag", {
  /** Absent for a tag on the relation itself. */
  column: optional(text),
  key: text,
  value: text,
});
export type HeldTag = Of<typeof heldTag>;

const heldGrant = part("a grant", {
  /** ARN, or a group such as `IAM_ALLOWED_PRINCIPALS`. */
  principal: text,
  permission: text,
  grantable: flag,
  /** Absent for a grant on the whole relation. */
  columns: optional(listOf(text)),
});
export type HeldGrant = Of<typeof heldGrant>;

/** LF-tags and named grants of one table or view. */
const relationPermissions = part("a relation's permissions", {
  /** `<database>.<name>` in the catalog. */
  relation: text,
  tags: listOf(heldTag),
  grants: listOf(heldGrant),
});
export type RelationPermissions = Of<typeof relationPermissions>;

const stageRecord = part("a stage's record", {
  state: oneOf(stageStates),
  startedAt: optional(instant),
  endedAt: optional(instant),
  /** Number of the stage's completed statements. */
  statementsDone: count,
  error: optional(error),
  /** Lake Formation permissions on the relations that the stage replaces, from before the replacement. */
  permissions: optional(listOf(relationPermissions)),
});
export type StageRecord = Of<typeof stageRecord>;

const appliedObject = part("an applied object", {
  /** `SqlObject.canonical` as applied. */
  declared: anyText,
  /** `LiveObject.canonical` as read back after applying. */
  stored: anyText,
  /** `LiveObject.definition` as read back after applying. */
  definition: anyText,
  /** The source text, for diffs and rollbacks. */
  sql: anyText,
  /** Statements that create the object, as sent; for a model, its compiled JSON in the bundle. */
  statements: listOf(anyText),
  columns: listOf(liveColumn),
  /** Ids as in `SqlObject.dependsOn`. */
  dependsOn: listOf(text),
});
export type AppliedObject = Of<typeof appliedObject>;

export const revisionKind = documentKind(
  "revision",
  {
    environment: text,
    revision: count,
    state: oneOf(["applying", "applied", "failed"]),
    plan: planKind.schema,
    /** ARN of the caller, from STS. */
    by: text,
    startedAt: instant,
    endedAt: optional(instant),
    /** Commit of the repository, with `-dirty` if files differ from it; absent outside a repository. */
    commit: optional(text),
    /** The revision whose state this one restores. */
    rollbackTo: optional(count),
    /** One per stage of the plan. */
    stages: listOf(stageRecord),
    /** How often it was started: 1, plus 1 per resume. */
    attempts: count,
    /** Resulting state, complete once it is `applied`: includes untouched objects. */
    objects: map("a map from ids to objects", text, appliedObject),
  },
  { code: "REVISION_UNREADABLE", fix: "use the release of the repository that applied it" },
);
export type Revision = ContentOf<typeof revisionKind>;
