import type { GlueClient } from "@aws-sdk/client-glue";
import { curationResultKind, type CurationResult, type ModelOutcome } from "../../model/documents/curation-result.ts";
import { readDocument } from "../../model/documents/document.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import { withoutEngineLine } from "../query/engine-message.ts";
import type { Documents } from "../s3/documents.ts";
import { jobProblem, runJob, type RunOptions } from "./job-run.ts";

export interface CurationPlace {
  readonly job: string;
  readonly artifactsBucket: string;
  readonly curatedBucket: string;
}

export interface Build {
  readonly environment: string;
  readonly bundleKey: string;
  /** Production names of the models; each is built in full. */
  readonly models: readonly string[];
  readonly resultKey: string;
}

export interface BuildOptions extends RunOptions {
  /** Where the reason applies in the file that declares the model. */
  readonly placeOf: (model: string, reason: string) => string;
}

const problemsOf = (model: ModelOutcome, placeOf: BuildOptions["placeOf"]): readonly Problem[] => {
  const { name, state, error } = model;
  const given = error ?? "the job gave no reason";
  const place = placeOf(name, given);
  const reason = place.includes(":") ? withoutEngineLine(given) : given;
  if (state === "WAITING" || state === "BLOCKED") {
    const fix = state === "WAITING" ? "run the night of the datasets that it reads" : "correct what it reads";
    return [{ code: `MODEL_${state}`, place, message: `${name}: ${reason}`, fix }];
  }
  if (state !== "FAILED") return [];
  const failed = model.tests.filter(({ passed }) => !passed);
  const fix = "correct the model or what it reads; readers still see the previous state";
  if (failed.length === 0) return [{ code: "MODEL_FAILED", place, message: `${name}: ${reason}`, fix }];
  return failed.map(({ test, found }) => {
    const message = `${name}: ${test} failed, found ${found}`;
    return { code: "MODEL_TEST_FAILED", place, message, fix };
  });
};

/** The problems in a build's result, located in the models' files. Pure. */
export const curationProblems = (result: CurationResult, placeOf: BuildOptions["placeOf"]): readonly Problem[] =>
  result.models.flatMap((model) => problemsOf(model, placeOf));

/** Builds models with the curate job. */
export class Curation {
  readonly #glue: GlueClient;
  readonly #documents: Pick<Documents, "read">;
  readonly #place: CurationPlace;

  constructor(place: CurationPlace, glue: GlueClient, documents: Pick<Documents, "read">) {
    this.#place = place;
    this.#glue = glue;
    this.#documents = documents;
  }

  /**
   * Runs the job to completion.
   *
   * @throws ProblemsError MODEL_FAILED, MODEL_TEST_FAILED, MODEL_BLOCKED, MODEL_WAITING, all at once; or CURATION_BUSY,
   *   CURATION_FAILED if the job itself cannot run
   */
  async build(build: Build, { onState, placeOf, signal }: BuildOptions): Promise<CurationResult> {
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
    const found = await this.#documents.read(resultKey);
    const result = found === undefined ? undefined : readDocument(curationResultKind, found, resultKey);
    const problems = result === undefined ? [] : curationProblems(result, placeOf);
    if (problems.length > 0) throw new ProblemsError("models", problems);
    if (result !== undefined && failure === undefined) return result;
    throw this.#problem("CURATION_FAILED", failure ?? "it left no result", "check the job's log, then resume");
  }

  /**
   * Drops tables with their files, in this order; a missing table is not an error.
   *
   * @throws ProblemsError CURATION_BUSY, CURATION_FAILED
   */
  async drop(tables: readonly string[], options: RunOptions): Promise<void> {
    const failure = await this.#run({ "--drop": tables.join(",") }, options);
    if (failure !== undefined) throw this.#problem("CURATION_FAILED", failure, "check the job's log, then resume");
  }

  /**
   * Creates, publishes, replaces and drops a table as a build would, with the job's role, and leaves nothing behind.
   *
   * @param table its name, `<database>.<table>`
   * @throws ProblemsError CURATION_BUSY, CURATION_FAILED
   */
  async rehearse(table: string, options: RunOptions): Promise<void> {
    const failure = await this.#run({ "--rehearse": table }, options);
    if (failure !== undefined) throw this.#problem("CURATION_FAILED", failure, "check the job's log");
  }

  /** Why the run failed; `undefined` if it succeeded. */
  #run(own: Readonly<Record<string, string>>, options: RunOptions): Promise<string | undefined> {
    const { job, artifactsBucket, curatedBucket } = this.#place;
    const args = { "--artifacts_bucket": artifactsBucket, "--curated_bucket": curatedBucket, ...own };
    const busy = {
      code: "CURATION_BUSY",
      message: "it is building models for a night or another apply",
      fix: "resume when it is done",
    };
    return runJob(this.#glue, { job, arguments: args, busy }, options);
  }

  #problem(code: string, message: string, fix: string): ProblemsError {
    return jobProblem(this.#place.job, { code, message, fix });
  }
}
