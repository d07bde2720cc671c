import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchStopJobRunCommand,
  ConcurrentRunsExceededException,
  GetJobRunCommand,
  StartJobRunCommand,
  type GlueClient,
} from "@aws-sdk/client-glue";
import { jobFailure } from "../../model/job-failure.ts";
import { ProblemsError, type Problem } from "../../model/problem.ts";
import { analysisKey, analysisResultKey, type AnalysisRequest, type AnalysisResult } from "../../model/sql/analysis.ts";
import type { CurationResult, ModelOutcome } from "../../model/sql/curation.ts";
import type { Documents } from "../apply/documents.ts";

export interface CurationPlace {
  readonly job: string;
  readonly artifactsBucket: string;
  readonly curatedBucket: string;
}

export interface Build {
  readonly environment: string;
  readonly bundleKey: string;
  /** By their names in production; each is built in full. */
  readonly models: readonly string[];
  readonly resultKey: string;
}

export interface RunOptions {
  /** Told what the job says of itself. */
  readonly onState: (state: string) => void;
  readonly signal: AbortSignal;
}

export interface BuildOptions extends RunOptions {
  /** The file that declares a model. */
  readonly fileOf: (model: string) => string;
}

const pollMs = 1000;
const endedBadly: readonly (string | undefined)[] = ["FAILED", "ERROR", "TIMEOUT", "STOPPED", "EXPIRED"];

const problemsOf = (model: ModelOutcome, file: string): readonly Problem[] => {
  const { name, state, error } = model;
  const reason = error ?? "the job gave no reason";
  if (state === "WAITING" || state === "BLOCKED") {
    const fix = state === "WAITING" ? "run the night of what it reads" : "mend what it reads";
    return [{ code: `MODEL_${state}`, place: file, message: `${name}: ${reason}`, fix }];
  }
  if (state !== "FAILED") return [];
  const failed = model.tests.filter(({ passed }) => !passed);
  const fix = "mend the model or what it reads; readers still see the state before";
  if (failed.length === 0) return [{ code: "MODEL_FAILED", place: file, message: `${name}: ${reason}`, fix }];
  return failed.map(({ test, found }) => {
    const message = `${name}: ${test} doesn't hold, found ${found.toString()}`;
    return { code: "MODEL_TEST_FAILED", place: file, message, fix };
  });
};

/** What a build's result says went wrong, by the models' files. Pure. */
export const curationProblems = (result: CurationResult, fileOf: (model: string) => string): readonly Problem[] =>
  result.models.flatMap((model) => problemsOf(model, fileOf(model.name)));

/** Builds models by the curate job. */
export class Curation {
  readonly #glue: GlueClient;
  readonly #documents: Documents;
  readonly #place: CurationPlace;

  constructor(place: CurationPlace, glue: GlueClient, documents: Documents) {
    this.#place = place;
    this.#glue = glue;
    this.#documents = documents;
  }

  /**
   * Runs the job to its end.
   *
   * @throws ProblemsError MODEL_FAILED, MODEL_TEST_FAILED, MODEL_BLOCKED, MODEL_WAITING, all of them at once; or
   *   CURATION_BUSY, CURATION_FAILED when the job itself can't run
   */
  async build(build: Build, { onState, fileOf, signal }: BuildOptions): Promise<CurationResult> {
    const { environment, bundleKey, models, resultKey } = build;
    const failure = await this.#run(
      {
        "--environment": environment,
        "--bundle_key": bundleKey,
        "--models": models.join(","),
        "--rebuild": models.join(","),
        "--result_key": resultKey,
      },
      { onState, signal },
    );
    const result = (await this.#documents.read(build.resultKey))?.document as CurationResult | undefined;
    const problems = result === undefined ? [] : curationProblems(result, fileOf);
    if (problems.length > 0) throw new ProblemsError("models", problems);
    if (result !== undefined && failure === undefined) return result;
    throw this.#problem("CURATION_FAILED", failure ?? "it left no result", "look at the job's log, then resume");
  }

  /**
   * Has the job's Spark look at models, over no rows. What was asked before is not asked again.
   *
   * @throws ProblemsError CURATION_BUSY, CURATION_FAILED
   */
  async analyze(request: AnalysisRequest, options: RunOptions): Promise<AnalysisResult> {
    const json = `${JSON.stringify(request)}\n`;
    const hash = createHash("sha256").update(json).digest("hex");
    const answer = async (): Promise<AnalysisResult | undefined> =>
      (await this.#documents.read(analysisResultKey(hash)))?.document as AnalysisResult | undefined;
    const known = await answer();
    if (known !== undefined) return known;
    await this.#documents.create(analysisKey(hash), json);
    const failure = await this.#run({ "--analyze": analysisKey(hash) }, options);
    const found = failure === undefined ? await answer() : undefined;
    if (found !== undefined) return found;
    const fix = "look at the job's log, and deploy the stack where its job is older than this command";
    throw this.#problem("CURATION_FAILED", failure ?? "it left no result", fix);
  }

  /**
   * Drops tables with their files, in this order; one that is gone already is no error.
   *
   * @throws ProblemsError CURATION_BUSY, CURATION_FAILED
   */
  async drop(tables: readonly string[], options: RunOptions): Promise<void> {
    const failure = await this.#run({ "--drop": tables.join(",") }, options);
    if (failure !== undefined) throw this.#problem("CURATION_FAILED", failure, "look at the job's log, then resume");
  }

  /**
   * Makes, publishes, replaces and drops a table as a build would, with the job's role, and leaves nothing.
   *
   * @param table its name, `<database>.<table>`
   * @throws ProblemsError CURATION_BUSY, CURATION_FAILED
   */
  async rehearse(table: string, options: RunOptions): Promise<void> {
    const failure = await this.#run({ "--rehearse": table }, options);
    if (failure !== undefined) throw this.#problem("CURATION_FAILED", failure, "look at the job's log");
  }

  /** Why the run failed; undefined when it succeeded. */
  async #run(own: Readonly<Record<string, string>>, { onState, signal }: RunOptions): Promise<string | undefined> {
    return this.#ended(await this.#start(own), onState, signal);
  }

  async #start(own: Readonly<Record<string, string>>): Promise<string> {
    const { job, artifactsBucket, curatedBucket } = this.#place;
    const Arguments = { "--artifacts_bucket": artifactsBucket, "--curated_bucket": curatedBucket, ...own };
    try {
      const { JobRunId = "" } = await this.#glue.send(new StartJobRunCommand({ JobName: job, Arguments }));
      return JobRunId;
    } catch (error) {
      if (!(error instanceof ConcurrentRunsExceededException)) throw error;
      throw this.#problem("CURATION_BUSY", "it builds models for a night or another apply", "resume when it is done");
    }
  }

  /** Why it failed; undefined when it succeeded. */
  async #ended(runId: string, onState: (state: string) => void, signal: AbortSignal): Promise<string | undefined> {
    const { job } = this.#place;
    for (;;) {
      const { JobRun: run } = await this.#glue.send(new GetJobRunCommand({ JobName: job, RunId: runId }));
      const state = run?.JobRunState ?? "STARTING";
      if (state === "SUCCEEDED") return undefined;
      if (endedBadly.includes(state)) return jobFailure(run?.ErrorMessage ?? `it ended ${state}`);
      onState(`${state}, ${(run?.ExecutionTime ?? 0).toString()} s`);
      try {
        await sleep(pollMs, undefined, { signal });
      } catch (error) {
        await this.#glue.send(new BatchStopJobRunCommand({ JobName: job, JobRunIds: [runId] }));
        throw error;
      }
    }
  }

  #problem(code: string, message: string, fix: string): ProblemsError {
    const place = `job ${this.#place.job}`;
    return new ProblemsError(place, [{ code, place, message: message.replace(/\.$/, ""), fix }]);
  }
}
