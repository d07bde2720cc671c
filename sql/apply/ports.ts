import type { CurationResult } from "../../model/documents/curation-result.ts";
import type { QueryOptions, QueryResult } from "../../aws/query/query-answer.ts";
import type { Build, BuildOptions } from "../../aws/glue/curation.ts";
import type { RunOptions } from "../../aws/glue/job-run.ts";
import type { AnalyzeModels } from "../../aws/glue/model-analysis.ts";
import type { LiveState } from "../live/types.ts";
import type { LockedDocuments } from "../../aws/s3/documents.ts";
import type { Govern } from "./governing.ts";
import type { RelationPermissionsStore } from "../../aws/lake-formation/relation-permissions.ts";
import type { Revisions } from "./revisions.ts";

/** Runs a statement to completion; throws a ProblemsError with the engine's reason if it is refused. */
export interface Engine {
  readonly query: (sql: string, options?: QueryOptions) => Promise<Pick<QueryResult, "columns" | "rows">>;
}

export interface LiveReading {
  readonly live: LiveState;
  /** Production's state; absent if production itself was read. */
  readonly production?: LiveState;
}

/** Everything external that carrying out a plan touches. */
export interface ApplyPorts {
  readonly athena: Engine;
  /** Absent in a stack without Redshift. */
  readonly redshift?: Engine;
  readonly analyze: AnalyzeModels;
  readonly curation: {
    readonly build: (build: Build, options: BuildOptions) => Promise<CurationResult>;
    /** Drops tables by their names in their environment; a missing one is not an error. */
    readonly drop: (tables: readonly string[], options: RunOptions) => Promise<void>;
  };
  readonly govern: Govern;
  readonly documents: LockedDocuments;
  readonly revisions: Revisions;
  readonly permissions: RelationPermissionsStore;
  /** Reads an environment again; `declared` are the ids that the plan declares. */
  readonly readLive: (environment: string, declared: Iterable<string>) => Promise<LiveReading>;
  readonly now: () => Date;
}

export interface ApplyOptions {
  readonly signal: AbortSignal;
  /** Called with the current step. */
  readonly onStep: (text: string) => void;
}
