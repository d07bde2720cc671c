/** A message through the page queue and the function that extracts, of a run that there isn't: nothing is written. */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bundle } from "../../../model/documents/contract-bundle.ts";
import type { Deployment } from "../../../model/documents/deployment.ts";
import type { PageMessage } from "../../../model/documents/page-message.ts";
import { FilterLogEventsCommand, type CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { cloudWatchLogsClient } from "../../../aws/cloudwatch-logs/client.ts";
import { sqsClient } from "../../../aws/sqs/client.ts";
import { failed, ok, skipped, type Check } from "../check.ts";

const pollMs = 1000;
/** Longer than the queue waits to fill a batch, the function to start, and its log to be found. */
const patienceSeconds = 90;

const messageOf = (runId: string, datasetId: string, bundleKey: string): PageMessage => ({
  runId,
  datasetId,
  bundleKey,
  page: 0,
  offset: 0,
  limit: 1,
  expectedRows: 0,
  expectedTotal: 0,
  window: { since: "2000-01-01T00:00:00.000Z", until: "2000-01-02T00:00:00.000Z" },
});

/** What the function logged of the run, one JSON line per message. */
const outcomeOf = async (client: CloudWatchLogsClient, group: string, runId: string): Promise<string | undefined> => {
  const { events = [] } = await client.send(
    new FilterLogEventsCommand({ logGroupName: group, filterPattern: `"${runId}"` }),
  );
  for (const { message = "" } of events) {
    const outcome = /"outcome":"([A-Z]+)"/.exec(message)?.[1];
    if (outcome !== undefined && message.includes(runId)) return outcome;
  }
  return undefined;
};

export const queueCheck = (deployment: Deployment, bundle: Bundle, logGroup: string): Check => ({
  code: "QUEUE_AND_FUNCTION",
  title: "A message through queue and function",
  look: async (step, signal) => {
    const [dataset] = bundle.datasets;
    if (dataset === undefined) return skipped("no contract declares a dataset");
    const runId = `doctor-${randomBytes(6).toString("hex")}`;
    const message = messageOf(runId, dataset.id, deployment.bundleKey);
    await sqsClient().send(
      new SendMessageCommand({ QueueUrl: deployment.pageQueueUrl, MessageBody: JSON.stringify(message) }),
    );
    const logs = cloudWatchLogsClient();
    for (let waited = 0; waited < patienceSeconds; waited += 1) {
      const outcome = await outcomeOf(logs, logGroup, runId);
      // The ledger has no such run, so that nothing may be added to it
      if (outcome === "CLOSED") return ok("the function took a message of a run that there isn't, and wrote nothing");
      if (outcome !== undefined) return failed(`the function answered ${outcome}, expected CLOSED`, `read ${logGroup}`);
      step.update(`message of ${runId} sent, ${waited} s`);
      await sleep(pollMs, undefined, { signal });
    }
    return failed(
      `no message of ${runId} was handled in ${patienceSeconds} s`,
      `look at the function's event source mapping, its errors in ${logGroup}, and the queue's dead letters`,
    );
  },
});
