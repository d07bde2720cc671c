/** A revision: one carrying out of one plan, recorded before, during and after. */
import type { AppliedObject } from "../live/types.ts";
import type { Plan } from "../plan/types.ts";

export type StageState = "pending" | "running" | "done" | "failed";

export interface StageRecord {
  readonly state: StageState;
  /** ISO instants. */
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Statements of the stage that are done. */
  readonly statementsDone: number;
  readonly error?: string;
  /** What Lake Formation held of the relations that the stage replaces, before it did. */
  readonly permissions?: readonly RelationPermissions[];
}

/** LF-tags and grants by name of one table or view. */
export interface RelationPermissions {
  /** `<database>.<name>` in the catalog. */
  readonly relation: string;
  readonly tags: readonly HeldTag[];
  readonly grants: readonly HeldGrant[];
}

export interface HeldTag {
  /** Absent for a tag of the relation itself. */
  readonly column?: string;
  readonly key: string;
  readonly value: string;
}

export interface HeldGrant {
  /** ARN, or a group such as `IAM_ALLOWED_PRINCIPALS`. */
  readonly principal: string;
  readonly permission: string;
  readonly grantable: boolean;
  /** Absent for a grant on the whole relation. */
  readonly columns?: readonly string[];
}

export interface Revision {
  readonly formatVersion: 1;
  readonly environment: string;
  readonly revision: number;
  readonly state: "applying" | "applied" | "failed";
  readonly plan: Plan;
  /** ARN of the caller by STS. */
  readonly by: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Commit of the repository, with `-dirty` when files differ from it; absent outside a repository. */
  readonly commit?: string;
  /** The revision whose state this one brings back. */
  readonly rollbackTo?: number;
  /** One per stage of the plan. */
  readonly stages: readonly StageRecord[];
  /** How often it was begun: 1, and one more per resume. */
  readonly attempts: number;
  /** State that it leaves behind, complete once it is `applied`: untouched objects included. */
  readonly objects: Readonly<Record<string, AppliedObject>>;
}
