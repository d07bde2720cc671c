/** What starts a night's parts: the state machine, and the crawlers. The jobs are started by other checks. */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CrawlerNotRunningException,
  CrawlerRunningException,
  CrawlerStoppingException,
  GetCrawlerCommand,
  GlueClient,
  StartCrawlerCommand,
  StopCrawlerCommand,
} from "@aws-sdk/client-glue";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { Deployment } from "../../../model/deployment.ts";
import { failed, ok, type Check, type Finding } from "../check.ts";

const pollMs = 500;

/** The machine ends such an execution at once; its history is what stays of it. */
export const stateMachineCheck = ({ stateMachineArn }: Deployment): Check => ({
  code: "STATE_MACHINE_START",
  title: "The state machine can be started",
  look: async (_step, signal) => {
    const client = new SFNClient();
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

/** A crawl that runs already has shown what there is to show. */
const startAndStop = async (client: GlueClient, crawler: string, signal: AbortSignal): Promise<Finding> => {
  try {
    await client.send(new StartCrawlerCommand({ Name: crawler }));
  } catch (error) {
    if (error instanceof CrawlerRunningException) return ok(`${crawler} runs already`);
    throw error;
  }
  try {
    await client.send(new StopCrawlerCommand({ Name: crawler }));
  } catch (error) {
    if (!(error instanceof CrawlerNotRunningException || error instanceof CrawlerStoppingException)) throw error;
  }
  for (;;) {
    const { Crawler: found } = await client.send(new GetCrawlerCommand({ Name: crawler }));
    if (found?.State === "READY") {
      const last = found.LastCrawl;
      return last?.Status === "FAILED"
        ? failed(`${crawler} started and failed: ${last.ErrorMessage ?? "no reason"}`, "read /aws-glue/crawlers")
        : ok(`${crawler} started, and was stopped`);
    }
    await sleep(pollMs, undefined, { signal });
  }
};

export const crawlerCheck = ({ crawlers }: Deployment): Check => ({
  code: "CRAWLER_START",
  title: "The crawlers can be started",
  look: async (_step, signal) => {
    const client = new GlueClient();
    return Promise.all(Object.values(crawlers).map((crawler) => startAndStop(client, crawler, signal)));
  },
});
