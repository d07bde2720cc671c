/** A message through the page queue and the extract function, for a run that doesn't exist: nothing is written. */
import { randomBytes } from "node:crypto";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { cloudWatchLogsClient } from "../../../aws/cloudwatch-logs/client.ts";
import { messagesWith } from "../../../aws/cloudwatch-logs/messages.ts";
import { polled } from "../../../aws/poll.ts";
import { sqsClient } from "../../../aws/sqs/client.ts";
import { sendMessage } from "../../../aws/sqs/messages.ts";
import type { Bundle, Dataset } from "../../../model/documents/contract-bundle.ts";
import type { Deployment } from "../../../model/documents/deployment.ts";
import type { PageMessage } from "../../../model/documents/page-message.ts";
import { failed, ok, skipped, type Check, type Finding } from "../check.ts";

const pollMs = 1000;
/** Longer than the queue takes to fill a batch, the function to start, and its log to appear. */
const patienceSeconds = 90;

const messageOf = (runId: string, { id: datasetId, group }: Dataset, bundleKey: string): PageMessage => ({
  runId,
  group,
  datasetId,
  bundleKey,
  page: 0,
  piece: {},
  expectedRows: 0,
  expectedTotal: 0,
  window: { since: "2000-01-01T00:00:00.000Z", until: "2000-01-02T00:00:00.000Z" },
});

/** What the function logged about the run, one JSON line per message. */
const outcomeOf = async (client: CloudWatchLogsClient, group: string, runId: string): Promise<string | undefined> => {
  for (const message of await messagesWith(client, group, runId)) {
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
    const message = messageOf(runId, dataset, deployment.bundleKey);
    await sendMessage(sqsClient(), deployment.pageQueueUrl, message);
    const logs = cloudWatchLogsClient();
    let waited = 0;
    const look = async (): Promise<Finding | undefined> => {
      if (waited === patienceSeconds) {
        return failed(
          `no message of ${runId} was handled within ${patienceSeconds} s`,
          `look at the function's event source mapping, its errors in ${logGroup}, and the queue's dead letters`,
        );
      }
      const outcome = await outcomeOf(logs, logGroup, runId);
      // The ledger has no such run, so nothing may be added to it
      if (outcome === "CLOSED") return ok("the function took a message of a nonexistent run, and wrote nothing");
      if (outcome !== undefined)
        return failed(`expected the function to answer CLOSED, got ${outcome}`, `read ${logGroup}`);
      step.update(`message of ${runId} sent, ${waited} s`);
      waited += 1;
      return undefined;
    };
    return polled(look, { pace: { firstMs: pollMs }, signal });
  },
});
