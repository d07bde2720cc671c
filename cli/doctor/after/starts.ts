/** The parts that a night starts: the state machine, and the crawlers. Other checks start the jobs. */
import { randomBytes } from "node:crypto";
import { crawls, type CrawlerStatus, type Crawls } from "../../../aws/glue/crawls.ts";
import { polled } from "../../../aws/poll.ts";
import { sfnClient } from "../../../aws/step-functions/client.ts";
import { executionStarter } from "../../../aws/step-functions/execution-starter.ts";
import { executionDescriber } from "../../../aws/step-functions/execution-state.ts";
import type { Deployment } from "../../../model/documents/deployment.ts";
import type { Step } from "../../output/progress.ts";
import { failed, ok, type Check, type Finding } from "../check.ts";

const pollMs = 500;

/** The state machine ends such an execution at once; only its history remains. */
export const stateMachineCheck = ({ stateMachineArn }: Deployment): Check => ({
  code: "STATE_MACHINE_START",
  title: "The state machine can be started",
  look: async (_step, signal) => {
    const client = sfnClient();
    const name = `doctor-${randomBytes(6).toString("hex")}`;
    await executionStarter<{ readonly rehearsal: true }>(client, stateMachineArn)(name, { rehearsal: true });
    const describe = executionDescriber(client, stateMachineArn);
    const look = async (): Promise<Finding | undefined> => {
      const { status, error } = (await describe(name)) ?? {};
      if (status === "SUCCEEDED") return ok(`execution ${name} went through`);
      if (status === "RUNNING") return undefined;
      const found = `execution ${name} ended ${status ?? "without a status"}: ${error ?? "no reason"}`;
      return failed(found, "deploy the stack again");
    };
    return polled(look, { pace: { firstMs: pollMs }, signal });
  },
});

/** Nights recrawl anything older. */
const freshMs = 7 * 24 * 3_600_000;

const ended = (name: string, { last }: CrawlerStatus): Finding => {
  const at = last?.startedAt ?? "";
  return last?.status === "SUCCEEDED"
    ? ok(`${name} crawled at ${at}`)
    : failed(
        `${name} started at ${at} and ended ${last?.status ?? "without a status"}: ${last?.error ?? "no reason"}`,
        "read its log below /aws-glue/crawlers-role/",
      );
};

const isFresh = ({ state, last }: CrawlerStatus): boolean =>
  state === "READY" && last?.status === "SUCCEEDED" && Date.now() - Date.parse(last.startedAt) < freshMs;

/** A recent crawl proves that a crawler works; any other crawler runs now, to completion. */
const crawled = async (
  { status, start }: Pick<Crawls, "status" | "start">,
  name: string,
  step: Step,
  signal: AbortSignal,
): Promise<Finding> => {
  const known = await status(name);
  if (isFresh(known)) return ended(name, known);
  await start(name);
  const look = async (): Promise<Finding | undefined> => {
    const found = await status(name);
    if (found.state === "READY") return ended(name, found);
    step.update(`${name}: ${found.state}`);
    return undefined;
  };
  return polled(look, { pace: { firstMs: pollMs }, signal });
};

export const crawlerCheck = ({ crawlers }: Deployment): Check => ({
  code: "CRAWLER_START",
  title: "The crawlers can be started",
  look: async (step, signal) => {
    const crawling = crawls();
    return Promise.all(Object.values(crawlers).map((name) => crawled(crawling, name, step, signal)));
  },
});
