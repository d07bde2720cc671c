/**
 * `npm run bench`: the mission night on a warm sandbox, measured step by step, and `sql plan` of 200 views; figures go to
 * `bench/results.json`. It measures a first publication: the mission's tables in the sandbox are dropped before the
 * measured run, and its models are built anew.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { UsageError } from "../cli/answer.ts";
import { openLake } from "../cli/aws/lake.ts";
import { wholeNumber } from "../cli/demo/size.ts";
import { defaultMissionRows, missionDate } from "../cli/demo/profiles.ts";
import { demoSources, deployStack, putSandboxSecrets, requireDemoSource } from "../cli/local/deploy-demo.ts";
import { putSecret } from "../cli/aws/secrets.ts";
import { bringUpSandbox } from "../cli/local/sandbox-start.ts";
import { describeError, renderFailure } from "../cli/output/errors.ts";
import { formatCount } from "../cli/output/format.ts";
import { createProgress } from "../cli/output/progress.ts";
import { isAccountedFor, renderReport } from "../cli/output/report.ts";
import { renderTable } from "../cli/output/table.ts";
import { night, parseDate } from "../model/windows.ts";
import { dropTables, measureNight, warmUp, type Figures } from "./measure.ts";
import { findSource, type BenchSource } from "./source.ts";
import { applySql, measurePlans, type PlanFigures } from "./sql-plan.ts";

const stack = "dev";
const resultsFile = join(import.meta.dirname, "results.json");
const mostRows = 5_000_000;

interface BenchOptions {
  readonly rows: string;
  readonly date: string;
  readonly source?: string;
  readonly tokenEnv?: string;
}

const options = new Command("npm run bench --")
  .description("Measures the mission night and sql plan in the sandbox. Drops the mission's tables there first.")
  .option("--rows <n>", "transactions of the night, from the demo source", defaultMissionRows.toString())
  .option("--date <day>", "the night's day, YYYY-MM-DD", missionDate)
  .option("--source <url>", "another source with the same API, instead of the demo source")
  .option("--token-env <name>", "environment variable that holds that source's token")
  .parse()
  .opts<BenchOptions>();

const otherSource = async (address: string, tokenEnv: string | undefined): Promise<BenchSource> => {
  const token = tokenEnv === undefined ? "anonymous" : process.env[tokenEnv];
  if (token !== undefined && token !== "") return findSource(address, token);
  const message = `the environment has no variable ${tokenEnv ?? ""}`;
  throw new UsageError({ code: "TOKEN_MISSING", place: "--token-env", message, fix: "export it, or name another" });
};

const stepTable = ({ seconds }: Figures): string =>
  renderTable(
    [{ title: "step" }, { title: "seconds", align: "right" }],
    Object.entries(seconds).map(([step, taken]) => [step, taken.toFixed(1)]),
  );

const labelled = (title: string, unit: string, figures: Readonly<Record<string, number>>, digits: number): string =>
  renderTable(
    [{ title }, { title: unit, align: "right" }],
    Object.entries(figures).map(([label, figure]) => [label, figure.toFixed(digits)]),
  );

type Measured = Figures & { readonly source: string; readonly sqlPlanSeconds: PlanFigures };

const measure = async (): Promise<Measured> => {
  const progress = createProgress(process.stderr);
  const signal = new AbortController().signal;
  const rows = wholeNumber("--rows", options.rows, mostRows);
  const day = parseDate(options.date, "--date");
  if ("problem" in day) throw new UsageError(day.problem);
  const { window } = night(day.date, "UTC");
  const environment = await bringUpSandbox(progress, { missionRows: rows });
  const demo = requireDemoSource();
  const other = options.source === undefined ? undefined : await otherSource(options.source, options.tokenEnv);
  const sources = demoSources(demo.url);
  await deployStack(
    {
      stack,
      environment,
      sources: other === undefined ? sources : { ...sources, mission: { baseUrl: other.baseUrl } },
    },
    progress,
  );
  await putSandboxSecrets(stack, demo);
  if (other !== undefined) await putSecret(`lakehouse/${stack}/mission-api-token`, other.token);
  const lake = await openLake(stack);
  const drop = () =>
    progress.step("Drop the mission's tables: a first publication is measured", () => dropTables(lake));
  await drop();
  progress.note("Warm-up: the night's first hour, not measured");
  await warmUp(lake, window, { progress, signal });
  await applySql(lake, { progress, signal });
  await drop();
  const figures = await measureNight(lake, window, { progress, signal });
  const sqlPlanSeconds = await measurePlans(lake, { progress, signal });
  return { ...figures, source: other?.baseUrl ?? "demo source", sqlPlanSeconds };
};

const planTable = ({ views, ...seconds }: PlanFigures): string =>
  labelled(`sql plan of ${views.toString()} views`, "seconds", seconds, 1);

const show = (figures: Measured): void => {
  const { report, ...rest } = figures;
  const accountedFor = report.datasets.every(isAccountedFor);
  const firstPublication = report.datasets.every(({ inserted, loaded }) => inserted === loaded);
  writeFileSync(resultsFile, `${JSON.stringify({ ...rest, accountedFor, firstPublication }, undefined, 2)}\n`);
  const parts = [
    renderReport(report),
    stepTable(figures),
    `${formatCount(figures.rows)} rows, ${formatCount(figures.rowsPerSecond)} rows/s`,
    labelled("phase of the job, summed over datasets side by side", "seconds", figures.jobSeconds, 1),
    labelled("peak memory", "MiB", figures.peakMemoryMiB, 0),
    planTable(figures.sqlPlanSeconds),
    `Measured: ${firstPublication ? "a first publication, tables dropped before" : "NOT a first publication"}; warm sandbox. Figures: bench/results.json`,
  ];
  process.stdout.write(`${parts.join("\n\n")}\n`);
};

try {
  show(await measure());
} catch (error) {
  const failed = describeError(error);
  process.stderr.write(`${renderFailure(failed)}\n`);
  process.exitCode = failed.exitCode;
}
