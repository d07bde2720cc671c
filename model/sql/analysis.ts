/** What Spark is asked about models before anything is built, and what it answers: by a job of its own, over no rows. */
import type { ColumnType } from "../dataset.ts";
import type { Model } from "./bundle.ts";

/** The job: the least that Glue starts, for as many plans at once. */
export const analysisJob = { workerType: "G.1X", workers: 2, timeoutMinutes: 15, runsAtOnce: 4 } as const;

export interface AnalysisRequest {
  readonly formatVersion: 1;
  /** Types of the columns of all that the models read, in order, by `<database>.<table>` as in production. */
  readonly relations: Readonly<Record<string, Readonly<Record<string, ColumnType>>>>;
  readonly models: readonly Model[];
}

export interface AnalysisResult {
  readonly formatVersion: 1;
  /** In the order of the request. */
  readonly models: readonly ModelAnalysis[];
}

export interface ModelAnalysis {
  readonly name: string;
  /** With Spark's types; empty where Spark refuses the query. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly refusal: ModelRefusal | null;
}

export interface ModelRefusal {
  /** `MODEL_REFUSED` by Spark, `MODEL_TYPE_MISMATCH` and `MODEL_COLUMNS_DIFFER` by what is declared. */
  readonly code: string;
  readonly message: string;
  /** A piece of the model's query, from 0, and characters (code points) behind its beginning; null where Spark names none. */
  readonly place: { readonly piece: number; readonly offset: number } | null;
}

/** What is asked is asked once: its key follows from its content. */
export const analysisKey = (hash: string): string => `sql/analyses/${hash}.json`;
/** Where the job leaves the answer: beside what was asked. */
export const analysisResultKey = (hash: string): string => `sql/analyses/${hash}.result.json`;
