/** What starts a night's parts: the state machine, and the crawlers. The jobs are started by other checks. */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CrawlerRunningException,
  GetCrawlerCommand,
  StartCrawlerCommand,
  type Crawler,
  type GlueClient,
} from "@aws-sdk/client-glue";
import type { Deployment } from "../../../model/documents/deployment.ts";
import { DescribeExecutionCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { glueClient } from "../../../aws/glue/client.ts";
import { sfnClient } from "../../../aws/step-functions/client.ts";
import type { Step } from "../../output/progress.ts";
import { failed, ok, type Check, type Finding } from "../check.ts";

const pollMs = 500;

/** The machine ends such an execution at once; its history is what stays of it. */
export const stateMachineCheck = ({ stateMachineArn }: Deployment): Check => ({
  code: "STATE_MACHINE_START",
  title: "The state machine can be started",
  look: async (_step, signal) => {
    const client = sfnClient();
    const name = `doctor-${randomBytes(6).toString("hex")}`;
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ rehearsal: true }) }),
    );
    for (;;) {
      const { status, error } = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (status === "SUCCEEDED") return ok(`execution ${name} went through`);
      if (status !== "RUNNING") {
        const found = `execution ${name} ended ${status ?? "without a status"}: ${error ?? "no reason"}`;
        return failed(found, "deploy the stack again");
      }
      await sleep(pollMs, undefined, { signal });
    }
  },
});

/** Nights crawl what is older. */
const freshMs = 7 * 24 * 3_600_000;

const ended = ({ Name: name = "", LastCrawl: last }: Crawler): Finding => {
  const at = last?.StartTime?.toISOString() ?? "";
  return last?.Status === "SUCCEEDED"
    ? ok(`${name} crawled at ${at}`)
    : failed(
        `${name} started at ${at} and ended ${last?.Status ?? "without a status"}: ${last?.ErrorMessage ?? "no reason"}`,
        "read its log below /aws-glue/crawlers-role/",
      );
};

const isFresh = ({ State: state, LastCrawl: last }: Crawler): boolean =>
  state === "READY" && last?.Status === "SUCCEEDED" && Date.now() - (last.StartTime?.getTime() ?? 0) < freshMs;

/** One that crawled lately has shown that it can; any other crawls now, to its end. */
const crawled = async (client: GlueClient, name: string, step: Step, signal: AbortSignal): Promise<Finding> => {
  const find = async (): Promise<Crawler> =>
    (await client.send(new GetCrawlerCommand({ Name: name }))).Crawler ?? { Name: name };
  const known = await find();
  if (isFresh(known)) return ended(known);
  try {
    await client.send(new StartCrawlerCommand({ Name: name }));
  } catch (error) {
    if (!(error instanceof CrawlerRunningException)) throw error;
  }
  for (;;) {
    const found = await find();
    if (found.State === "READY") return ended(found);
    step.update(`${name}: ${found.State ?? ""}`);
    await sleep(pollMs, undefined, { signal });
  }
};

export const crawlerCheck = ({ crawlers }: Deployment): Check => ({
  code: "CRAWLER_START",
  title: "The crawlers can be started",
  look: async (step, signal) => {
    const client = glueClient();
    return Promise.all(Object.values(crawlers).map((name) => crawled(client, name, step, signal)));
  },
});
