import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { GetJobRunsCommand, type JobRun, type GlueClient } from "@aws-sdk/client-glue";
import { cloudWatchLogsClient } from "../cloudwatch-logs/client.ts";
import { newestMessages } from "../cloudwatch-logs/messages.ts";
import { glueClient } from "./client.ts";
import { parseJson } from "../../model/validation/json.ts";

export interface JobProgress {
  readonly jobRunId: string;
  /** Glue's name for the state, e.g. STARTING, RUNNING, SUCCEEDED. */
  readonly state: string;
  /** The progress that the job reported; absent until it reports something. */
  readonly said?: SaidProgress;
}

export interface SaidProgress {
  /** The newest phase, with its subject if it has one, e.g. `write flights.planes`. */
  readonly latest: string;
  /** Number of finished datasets or models. */
  readonly done: number;
}

export type ReadJobProgress = (runId: string) => Promise<JobProgress | undefined>;

/**
 * Where Glue writes a run's standard output; the stream's name is the run's id. A security configuration changes the
 * name: https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html
 */
const outputLogGroup = ({ LogGroupName = "/aws-glue/jobs" }: JobRun): string =>
  `${LogGroupName.replace(/\/+$/, "")}/output`;

/** There are about ten lines per dataset. */
const linesToRead = 2000;

/** A line such as `{"event":"progress","phase":"write","dataset":"flights.planes","seconds":1.2}`. */
interface ProgressLine {
  readonly event?: string;
  readonly phase?: string;
  readonly dataset?: string;
  readonly model?: string;
}

const progressOf = (line: string): ProgressLine | undefined => {
  if (!line.startsWith("{")) return undefined;
  // The job's libraries print to the same stream, and their lines may begin with a brace.
  const value = parseJson(line) as ProgressLine | undefined;
  return value?.event === "progress" ? value : undefined;
};

/** The progress reported by the lines of a job's output. Pure. */
export const progressIn = (lines: readonly string[]): SaidProgress | undefined => {
  const said = lines.map((line) => progressOf(line.trim())).filter((found) => found !== undefined);
  const latest = said.at(-1);
  if (latest === undefined) return undefined;
  const subject = ({ dataset, model }: ProgressLine): string | undefined => dataset ?? model;
  const done = new Set(said.filter(({ phase }) => phase === "done").map(subject));
  return { latest: [latest.phase, subject(latest)].filter(Boolean).join(" "), done: done.size };
};

export const jobProgressReader = (
  jobName: string,
  glue: GlueClient = glueClient(),
  logs: CloudWatchLogsClient = cloudWatchLogsClient(),
): ReadJobProgress => {
  const output = async (run: JobRun): Promise<readonly string[]> => {
    const stream = { group: outputLogGroup(run), stream: run.Id };
    return (await newestMessages(logs, stream, linesToRead)).flatMap((message) => message.split("\n"));
  };
  return async (runId) => {
    const { JobRuns: runs = [] } = await glue.send(new GetJobRunsCommand({ JobName: jobName, MaxResults: 20 }));
    const run = runs.find(({ Arguments: given }) => given?.["--run_id"] === runId);
    if (run?.Id === undefined) return undefined;
    const said = progressIn(await output(run));
    return { jobRunId: run.Id, state: run.JobRunState ?? "STARTING", ...(said !== undefined && { said }) };
  };
};
