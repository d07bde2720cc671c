/** Account limits that a night can run into. */
import type { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { lambdaClient } from "../../../aws/lambda/client.ts";
import { freeConcurrency } from "../../../aws/lambda/functions.ts";
import { serviceQuotasClient } from "../../../aws/service-quotas/client.ts";
import { quotaNamed } from "../../../aws/service-quotas/quotas.ts";
import type { Config } from "../../../infra/config.ts";
import { analysisJob } from "../../../model/sql/analysis.ts";
import { failed, ok, skipped, type Check, type Finding } from "../check.ts";

/** In addition to extraction: plan, reconcile, report, govern, start and rotate, each once. */
const otherFunctions = 6;

const raiseLimit = (service: string, name: string): string =>
  `request an increase of "${name}" in Service Quotas, ${service}`;

export const concurrencyCheck = ({ extraction }: Config): Check => ({
  code: "LAMBDA_CONCURRENCY",
  title: "Concurrent functions",
  look: async () => {
    const free = await freeConcurrency(lambdaClient());
    const wanted = extraction.maximumConcurrency + otherFunctions;
    const found = `${free} may run at once, a night needs ${wanted}`;
    return free >= wanted
      ? ok(found)
      : failed(
          found,
          `${raiseLimit("AWS Lambda", "Concurrent executions")}, or lower lakehouse:extraction.maximumConcurrency`,
        );
  },
});

interface Limit {
  readonly service: string;
  readonly title: string;
  /** Matches the quota's display name in AWS; its code is AWS's own. */
  readonly quota: RegExp;
  readonly wanted: number;
}

/** A worker of G.1X is one DPU, of G.2X two, and so on: https://docs.aws.amazon.com/glue/latest/dg/add-job.html */
const dpusOf = (workerType: string): number => Number(/\d+/.exec(workerType)?.[0] ?? 1);

/** Keys for four data zones, operations and results, with room for the account's others. */
const keysOfStack = 6;

const limitsOf = ({ glue }: Config, groups: number): readonly Limit[] => [
  {
    service: "glue",
    title: "AWS Glue",
    quota: /^Max task DPUs per account$/i,
    // Each group's night may process at once, one builds models, and plans analyze some
    wanted:
      (groups + 1) * glue.numberOfWorkers * dpusOf(glue.workerType) +
      analysisJob.runsAtOnce * analysisJob.workers * dpusOf(analysisJob.workerType),
  },
  {
    service: "glue",
    title: "AWS Glue",
    quota: /^Max concurrent job runs per account$/i,
    wanted: groups + 1 + analysisJob.runsAtOnce,
  },
  { service: "kms", title: "AWS KMS", quota: /^Customer (managed|master) keys/i, wanted: keysOfStack },
];

const compare = async (client: ServiceQuotasClient, limit: Limit): Promise<Finding> => {
  const quota = await quotaNamed(client, limit.service, limit.quota);
  if (quota === undefined) return skipped(`${limit.title} has no quota like ${limit.quota.source}`);
  const { name, value } = quota;
  const found = `${name}: ${value} allowed, ${limit.wanted} needed`;
  return value >= limit.wanted ? ok(found) : failed(found, raiseLimit(limit.title, name));
};

export const quotaCheck = (config: Config, groups: number): Check => ({
  code: "QUOTAS",
  title: "Quotas of Glue and KMS",
  look: async () => {
    const client = serviceQuotasClient();
    return Promise.all(limitsOf(config, groups).map((limit) => compare(client, limit)));
  },
});
