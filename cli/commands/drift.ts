import type { Command } from "commander";
import { mapBounded } from "../../aws/bounded.ts";
import { writeNearest } from "../../model/validation/suggestion.ts";
import type { Bundle, Dataset } from "../../model/documents/contract-bundle.ts";
import { findDrift, mergeDrift } from "../../model/drift.ts";
import { stillNoted } from "../../model/field-notes.ts";
import { UsageError, type Answer } from "../answer.ts";
import { failure } from "../../model/validation/failure.ts";
import { crawls, type Crawls } from "../../aws/glue/crawls.ts";
import { polled } from "../../aws/poll.ts";
import { latestNotes, type NotedRun } from "../aws/field-notes.ts";
import { openLake } from "../aws/lake.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { renderDrift, type ComparedDataset, type CrawledSource, type DriftDocument } from "../output/drift.ts";

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
  const known = [...sources.map(({ name }) => name), ...datasets.map(({ id }) => id)];
  throw new UsageError({
    code: "SUBJECT_UNKNOWN",
    place: "[source|dataset]",
    message: `"${subject ?? ""}" is neither a source nor a dataset; there are ${known.join(", ")}`,
    fix: writeNearest(subject ?? "", known, "name one of them, or none for all"),
  });
};

const sourcesOf = (datasets: readonly Dataset[]): readonly string[] => [
  ...new Set(datasets.map(({ source }) => source)),
];

/** @throws ProblemsError CRAWLER_MISSING if the stack was deployed before it had crawlers */
const crawlerOf = (crawlers: Crawlers, source: string): string => {
  const crawler = crawlers[source];
  if (crawler !== undefined) return crawler;
  throw failure("CRAWLER_MISSING", `source ${source}`, "the deployed stack has no crawler for it", "deploy the stack");
};

const untilReady = async (crawler: string, asked: Crawls, signal: AbortSignal): Promise<void> => {
  const look = async () => {
    const found = await asked.status(crawler);
    return found.state === "READY" ? found : undefined;
  };
  const { last } = await polled(look, { pace: { firstMs: pollMs }, signal });
  if (last?.status === "SUCCEEDED") return;
  const found = `it ended ${last?.status ?? "without a status"}: ${last?.error ?? "no reason was left"}`;
  throw failure("CRAWL_FAILED", `crawler ${crawler}`, found, "look at its log in /aws-glue/crawlers-role");
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

/** Compares one dataset, based on the run last crawled and the run that landed last. */
const compareDataset = async (
  dataset: Dataset,
  noted: NotedRun | undefined,
  asked: Crawls,
): Promise<ComparedDataset & Pick<DriftDocument, "findings"> & { readonly unnamed: number }> => {
  const { id: datasetId, columns } = dataset;
  const crawledRun = await asked.latestRun(dataset);
  const inferred = crawledRun === undefined ? undefined : await asked.columns(dataset, crawledRun);
  const found = noted?.notes.get(datasetId);
  const notes = found && stillNoted(columns, found);
  const names = new Set([...(notes?.undeclared ?? []), ...(notes?.missing ?? [])]);
  const landedRun = noted?.datasets.has(datasetId) === true ? noted.runId : undefined;
  const findings = mergeDrift(datasetId, notes, inferred === undefined ? [] : findDrift(dataset, inferred));
  return {
    datasetId,
    crawledRun: inferred === undefined ? null : (crawledRun ?? null),
    landedRun: landedRun ?? null,
    findings: findings.map((finding) => ({
      ...finding,
      runId: (finding.kind !== "retyped" && names.has(finding.column) ? landedRun : crawledRun) ?? "",
    })),
    unnamed: notes?.unnamed ?? 0,
  };
};

/**
 * Compares each dataset's last crawl, and extract's notes on the run that landed last, with its contract.
 *
 * @param notesOf by schedule group
 */
export const compareDatasets = async (
  datasets: readonly Dataset[],
  crawlers: Crawlers,
  asked: Crawls,
  notesOf: (group: string) => Promise<NotedRun | undefined>,
): Promise<DriftDocument> => {
  const sources = await mapBounded(sourcesOf(datasets), datasetsAtOnce, async (source): Promise<CrawledSource> => {
    const { last } = await asked.status(crawlerOf(crawlers, source));
    return { source, lastCrawl: last ?? null };
  });
  const groups = [...new Set(datasets.map(({ group }) => group))];
  const noted = new Map(
    await mapBounded(groups, datasetsAtOnce, async (group) => [group, await notesOf(group)] as const),
  );
  const compared = await mapBounded(datasets, datasetsAtOnce, (dataset) =>
    compareDataset(dataset, noted.get(dataset.group), asked),
  );
  const crawled = new Set(sources.filter(({ lastCrawl }) => lastCrawl !== null).map(({ source }) => source));
  const uncrawled = datasets.filter(({ source }, index) => compared[index]?.crawledRun === null && crawled.has(source));
  return {
    sources,
    datasets: compared.map(({ datasetId, crawledRun, landedRun }) => ({ datasetId, crawledRun, landedRun })),
    findings: compared.flatMap(({ findings }) => findings),
    unnamed: compared.flatMap(({ datasetId, unnamed: count }) => (count === 0 ? [] : [{ datasetId, count }])),
    unknown: uncrawled.map(({ id }) => ({ subject: id, reason: "no run of it has been crawled" })),
  };
};

export const registerDrift = (program: Command, context: Context): void => {
  program
    .command("drift")
    .summary("show how source data differs from the contracts")
    .description(
      "Compares the deployed contracts with the fields that extract found in the last run and with the types that crawlers inferred from the last run that they crawled. Reports fields that no contract names, missing fields, and fields of another type.",
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
        const document = await compareDatasets(datasets, crawlers, asked, (group) => latestNotes(lake.ledger, group));
        const finding = document.findings.length + document.unnamed.length > 0;
        return { document, text: renderDrift(document), finding };
      }),
    );
};
