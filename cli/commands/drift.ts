import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { mapBounded } from "../../lambdas/shared/bounded.ts";
import type { Bundle, Dataset } from "../../model/dataset.ts";
import { findDrift } from "../../model/drift.ts";
import { failure, UsageError, type Answer } from "../answer.ts";
import { crawls, type Crawls } from "../aws/crawls.ts";
import { openLake } from "../aws/lake.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { renderDrift, type CrawledSource, type DriftDocument } from "../output/drift.ts";

interface DriftOptions extends CommonOptions {
  readonly crawl?: boolean;
}

type Crawlers = Readonly<Record<string, string>>;

const pollMs = 1000;
const datasetsAtOnce = 8;

/** @throws UsageError SUBJECT_UNKNOWN */
export const datasetsOf = ({ datasets, sources }: Bundle, subject: string | undefined): readonly Dataset[] => {
  const found = datasets.filter(({ id, source }) => subject === undefined || subject === id || subject === source);
  if (found.length > 0) return found;
  const known = [...sources.map(({ name }) => name), ...datasets.map(({ id }) => id)].join(", ");
  throw new UsageError({
    code: "SUBJECT_UNKNOWN",
    place: "[source|dataset]",
    message: `"${subject ?? ""}" is neither a source nor a dataset; there are ${known}`,
    fix: "name one of them, or none for all",
  });
};

const sourcesOf = (datasets: readonly Dataset[]): readonly string[] => [
  ...new Set(datasets.map(({ source }) => source)),
];

/** @throws ProblemsError CRAWLER_MISSING when the stack was deployed before it had crawlers */
const crawlerOf = (crawlers: Crawlers, source: string): string => {
  const crawler = crawlers[source];
  if (crawler !== undefined) return crawler;
  throw failure("CRAWLER_MISSING", `source ${source}`, "the deployed stack has no crawler for it", "deploy the stack");
};

const untilReady = async (crawler: string, asked: Crawls, signal: AbortSignal): Promise<void> => {
  for (;;) {
    const { state, last } = await asked.status(crawler);
    if (state === "READY") {
      if (last?.status === "SUCCEEDED") return;
      const found = `it ended ${last?.status ?? "without a status"}: ${last?.error ?? "no reason was left"}`;
      throw failure("CRAWL_FAILED", `crawler ${crawler}`, found, "look at its log in /aws-glue/crawlers-role");
    }
    await sleep(pollMs, undefined, { signal });
  }
};

const crawlAll = async (
  sources: readonly string[],
  crawlers: Crawlers,
  asked: Crawls,
  { progress, signal }: Pick<Context, "progress" | "signal">,
): Promise<void> => {
  for (const source of sources) await asked.start(crawlerOf(crawlers, source));
  for (const source of sources) {
    await progress.step(`Crawl: ${source}`, () => untilReady(crawlerOf(crawlers, source), asked, signal));
  }
};

/** What was crawled last of each dataset, compared with its contract. */
export const compareDatasets = async (
  datasets: readonly Dataset[],
  crawlers: Crawlers,
  asked: Crawls,
): Promise<DriftDocument> => {
  const sources = await mapBounded(sourcesOf(datasets), datasetsAtOnce, async (source): Promise<CrawledSource> => {
    const { last } = await asked.status(crawlerOf(crawlers, source));
    return { source, lastCrawl: last ?? null };
  });
  const compared = await mapBounded(datasets, datasetsAtOnce, async (dataset) => {
    const runId = await asked.latestRun(dataset);
    const inferred = runId === undefined ? undefined : await asked.columns(dataset, runId);
    return { datasetId: dataset.id, runId: runId ?? null, findings: inferred && findDrift(dataset, inferred) };
  });
  const crawled = new Set(sources.filter(({ lastCrawl }) => lastCrawl !== null).map(({ source }) => source));
  const unknown = compared.filter(
    ({ datasetId, findings }) => findings === undefined && crawled.has(datasetId.split(".")[0] ?? ""),
  );
  return {
    sources,
    datasets: compared.map(({ datasetId, runId }) => ({ datasetId, runId })),
    findings: compared.flatMap(({ findings = [] }) => findings),
    unknown: unknown.map(({ datasetId }) => ({ subject: datasetId, reason: "no run of it has been crawled" })),
  };
};

export const registerDrift = (program: Command, context: Context): void => {
  program
    .command("drift")
    .summary("how what the sources send differs from the contracts")
    .description(
      "Compares what crawlers inferred of the last run that they saw with the deployed contracts: fields that no contract names, fields that are missing, and fields of another type.",
    )
    .argument("[source|dataset]", "only these datasets")
    .option("--crawl", "crawl first, and wait for it (billed for at least ten minutes per source)")
    .addHelpText(
      "after",
      `
Examples:
  lakehouse drift
  lakehouse drift flights --crawl
  lakehouse drift flights.planes --json

Exit code: 0 when nothing differs, 1 when something does.`,
    )
    .action(
      answering(context, async ({ stack, crawl }: DriftOptions, subject: string | undefined): Promise<Answer> => {
        const lake = await openLake(stack);
        const datasets = datasetsOf(await lake.bundle(), subject);
        const { crawlers } = lake.deployment;
        const asked = crawls();
        if (crawl === true) await crawlAll(sourcesOf(datasets), crawlers, asked, context);
        const document = await compareDatasets(datasets, crawlers, asked);
        return { document, text: renderDrift(document), finding: document.findings.length > 0 };
      }),
    );
};
