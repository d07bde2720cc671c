import {
  BatchStopJobRunCommand,
  ConcurrentRunsExceededException,
  GetJobRunCommand,
  StartJobRunCommand,
  type GlueClient,
} from "@aws-sdk/client-glue";
import { jobFailure } from "../../model/job-failure.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import { polled } from "../poll.ts";

export interface RunOptions {
  /** Called with the job's reported state. */
  readonly onState: (state: string) => void;
  readonly signal: AbortSignal;
}

export interface JobRequest {
  readonly job: string;
  readonly arguments: Readonly<Record<string, string>>;
  /** The problem to report if the job's maximum number of concurrent runs is reached. */
  readonly busy: Omit<Problem, "place">;
}

const pollMs = 1000;
const endedBadly: readonly (string | undefined)[] = ["FAILED", "ERROR", "TIMEOUT", "STOPPED", "EXPIRED"];

export const jobProblem = (job: string, problem: Omit<Problem, "place">): ProblemsError => {
  const place = `job ${job}`;
  return new ProblemsError(place, [{ ...problem, place, message: problem.message.replace(/\.$/, "") }]);
};

const start = async (glue: GlueClient, { job, arguments: Arguments, busy }: JobRequest): Promise<string> => {
  try {
    const { JobRunId = "" } = await glue.send(new StartJobRunCommand({ JobName: job, Arguments }));
    return JobRunId;
  } catch (error) {
    throw error instanceof ConcurrentRunsExceededException ? jobProblem(job, busy) : error;
  }
};

/**
 * Runs a job to completion, and stops it if the caller is interrupted.
 *
 * @returns why it failed; `undefined` if it succeeded
 * @throws ProblemsError with the problem `busy`
 */
export const runJob = async (
  glue: GlueClient,
  request: JobRequest,
  { onState, signal }: RunOptions,
): Promise<string | undefined> => {
  const { job: JobName } = request;
  const RunId = await start(glue, request);
  const ended = await polled(
    async () => {
      const { JobRun: run } = await glue.send(new GetJobRunCommand({ JobName, RunId }));
      const state = run?.JobRunState ?? "STARTING";
      if (state === "SUCCEEDED") return { failure: undefined };
      if (endedBadly.includes(state)) return { failure: jobFailure(run?.ErrorMessage ?? `it ended ${state}`) };
      onState(`${state}, ${run?.ExecutionTime ?? 0} s`);
      return undefined;
    },
    {
      pace: { firstMs: pollMs },
      signal,
      stop: () => glue.send(new BatchStopJobRunCommand({ JobName, JobRunIds: [RunId] })),
    },
  );
  return ended.failure;
};
