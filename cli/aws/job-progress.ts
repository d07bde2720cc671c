import { CloudWatchLogsClient, GetLogEventsCommand, ResourceNotFoundException } from "@aws-sdk/client-cloudwatch-logs";
import { GetJobRunsCommand, GlueClient } from "@aws-sdk/client-glue";

export interface JobProgress {
  readonly jobRunId: string;
  /** Glue's word for it, e.g. STARTING, RUNNING, SUCCEEDED. */
  readonly state: string;
  /** What the job said last of its own progress; absent until it says something. */
  readonly latest?: Readonly<Record<string, unknown>>;
}

export type ReadJobProgress = (runId: string) => Promise<JobProgress | undefined>;

/** Where Glue puts a job's standard output; the stream's name is the job run's id. */
const outputLogGroup = "/aws-glue/jobs/output";
const linesToRead = 100;

const progressOf = (line: string): Readonly<Record<string, unknown>> | undefined => {
  if (!line.startsWith("{")) return undefined;
  try {
    const value = JSON.parse(line) as Readonly<Record<string, unknown>>;
    return value["event"] === "progress" ? value : undefined;
  } catch (error) {
    // The job's libraries print to the same stream, and a line of theirs may begin with a brace.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** The newest progress among lines of a job's output. Pure. */
export const latestProgress = (lines: readonly string[]): Readonly<Record<string, unknown>> | undefined =>
  lines.map((line) => progressOf(line.trim())).findLast((found) => found !== undefined);

export const jobProgressReader = (
  jobName: string,
  glue: GlueClient = new GlueClient(),
  logs: CloudWatchLogsClient = new CloudWatchLogsClient(),
): ReadJobProgress => {
  const output = async (jobRunId: string): Promise<readonly string[]> => {
    try {
      const answer = await logs.send(
        new GetLogEventsCommand({
          logGroupName: outputLogGroup,
          logStreamName: jobRunId,
          startFromHead: false,
          limit: linesToRead,
        }),
      );
      return (answer.events ?? []).flatMap((event) => (event.message ?? "").split("\n"));
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return [];
      throw error;
    }
  };
  return async (runId) => {
    const { JobRuns: runs = [] } = await glue.send(new GetJobRunsCommand({ JobName: jobName, MaxResults: 20 }));
    const run = runs.find(({ Arguments: given }) => given?.["--run_id"] === runId);
    if (run?.Id === undefined) return undefined;
    const latest = latestProgress(await output(run.Id));
    return { jobRunId: run.Id, state: run.JobRunState ?? "STARTING", ...(latest !== undefined && { latest }) };
  };
};
