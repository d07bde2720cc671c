import { createHash } from "node:crypto";
import type { GlueClient } from "@aws-sdk/client-glue";
import { analysisResultKind, type AnalysisRequest, type AnalysisResult } from "../../model/documents/analysis.ts";
import { readDocument } from "../../model/documents/document.ts";
import { analysisKey, analysisResultKey } from "../../model/sql/analysis.ts";
import type { LockedDocuments } from "../s3/documents.ts";
import { jobProblem, runJob, type RunOptions } from "./job-run.ts";

export interface AnalysisPlace {
  readonly job: string;
  readonly artifactsBucket: string;
}

/** Spark's analysis of models, over empty relations; nothing is built. */
export type AnalyzeModels = (request: AnalysisRequest, options: RunOptions) => Promise<AnalysisResult>;

const busy = {
  code: "ANALYSIS_BUSY",
  message: "it is already analyzing models for as many plans as it may at once",
  fix: "plan again in a minute",
};

/**
 * Analyzes models with Spark in a separate job, so that it can run while models are being built. Repeated requests are
 * answered without running the job again.
 *
 * @throws ProblemsError ANALYSIS_BUSY, ANALYSIS_FAILED
 */
export const modelAnalysis =
  ({ job, artifactsBucket }: AnalysisPlace, glue: GlueClient, documents: LockedDocuments): AnalyzeModels =>
  async (request, options) => {
    const json = `${JSON.stringify(request)}\n`;
    const hash = createHash("sha256").update(json).digest("hex");
    const answer = async (): Promise<AnalysisResult | undefined> => {
      const key = analysisResultKey(hash);
      const found = await documents.read(key);
      return found === undefined ? undefined : readDocument(analysisResultKind, found, key);
    };
    const known = await answer();
    if (known !== undefined) return known;
    const fix = "check the job's log, and deploy the stack if its job is older than this command";
    await documents.create(analysisKey(hash), json);
    const args = { "--artifacts_bucket": artifactsBucket, "--request_key": analysisKey(hash) };
    const failure = await runJob(glue, { job, arguments: args, busy }, options);
    const found = failure === undefined ? await answer() : undefined;
    if (found !== undefined) return found;
    throw jobProblem(job, { code: "ANALYSIS_FAILED", message: failure ?? "it left no result", fix });
  };
