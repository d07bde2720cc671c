import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { openLake, type Lake } from "../cli/aws/lake.ts";
import { putSecret } from "../aws/secrets/secret-values.ts";
import { sandboxStack as stack } from "../cli/endpoint.ts";
import { repositoryRoot } from "../cli/folders.ts";
import { demoSources, deployStack, putSandboxSecrets, requireDemoSource } from "../cli/local/deploy-demo.ts";
import { carryOutPlan, isNothingToDo } from "../cli/sql/applying.ts";
import { makePlan } from "../cli/sql/planning.ts";
import { openSqlLake } from "../cli/aws/sql-lake.ts";
import { production } from "../model/sql/environment.ts";
import { bringUpSandbox } from "../cli/local/sandbox-start.ts";
import { copyProgram } from "../sandbox/deployment/program-copy.ts";
import { resetSandbox, type DemoSource } from "../sandbox/index.ts";
import { night } from "../model/windows.ts";
import { missionDate, profile } from "../cli/demo/profiles.ts";
import type { DltRun } from "./dlt/run.ts";
import type { Surroundings } from "./measure/night.ts";
import { runNight } from "./measure/night.ts";
import type { BenchOptions } from "./options.ts";
import { scaleContracts, scaleSource, scaleSourceEntry, type SmallDatasets } from "./scale/contracts.ts";
import { pagedContracts, pagedGroup, pagedNames, pagedPath, pagedSources } from "./scale/paged.ts";
import { findSource, type BenchSource } from "./source.ts";

const thisMachine = ["127.0.0.1/32"];

/** The bench has its own sandbox: figures depend on a sandbox's contents, and no user data may be dropped. */
const benchFolder = join(repositoryRoot, ".sandbox", "bench");

/** Where a workbench's sandbox is, and the settings that override the stack's own in its deployments. */
export interface WorkbenchPlace {
  readonly folder: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Applies the repository's SQL to production. */
export const applySql = async (lake: Lake, context: Surroundings): Promise<void> => {
  const sql = await openSqlLake(lake);
  const plan = await makePlan(sql, { environment: production }, context);
  if (!isNothingToDo(plan)) await carryOutPlan(sql, plan, context);
};

/** A sandbox to measure in, and what scenarios share in it: each part is created on first use. */
export class Workbench {
  readonly options: BenchOptions;
  readonly context: Surroundings;
  /** dlt's runs measured in alternation with the night, if any. */
  dltRuns: readonly DltRun[] = [];
  readonly folder: string;
  private readonly settings: Readonly<Record<string, string>>;
  private base: Lake | undefined;
  private isSqlApplied = false;

  constructor(options: BenchOptions, context: Surroundings, place: WorkbenchPlace = { folder: benchFolder }) {
    this.options = options;
    this.context = context;
    this.folder = place.folder;
    this.settings = place.settings ?? {};
    process.env["LAKEHOUSE_SANDBOX_FOLDER"] = place.folder;
  }

  /** An empty sandbox; removes everything that an interrupted bench left. */
  async reset(): Promise<void> {
    this.base = undefined;
    this.isSqlApplied = false;
    // This process's AWS clients know a single endpoint: the next sandbox gets the same one.
    const endpoint = process.env["AWS_ENDPOINT_URL"];
    if (endpoint !== undefined) process.env["LAKEHOUSE_SANDBOX_PORT"] = new URL(endpoint).port;
    await this.context.progress.step("Remove what its sandbox holds", () => resetSandbox());
  }

  /** Starts stopped parts; restarts the demo source if it serves another number of rows. */
  async start(rows: number = this.options.rows): Promise<Record<string, string>> {
    return bringUpSandbox(this.context.progress, { missionRows: rows });
  }

  /** The demo source of the running sandbox. */
  demoSource(): DemoSource {
    return requireDemoSource();
  }

  /** The source of the mission's tables. */
  async missionSource(): Promise<BenchSource> {
    const { url, token } = this.demoSource();
    const { source } = this.options;
    return source === undefined ? { baseUrl: `${url}/mission`, token } : findSource(source.url, source.token);
  }

  /**
   * Deploys the repository's program; if it is already deployed, again, leaving unchanged resources alone. Returns the
   * seconds it took.
   */
  async deploy(): Promise<number> {
    const environment = await this.start();
    const demo = this.demoSource();
    const mission = await this.missionSource();
    const sources = { ...demoSources(demo.url) };
    if (this.options.source !== undefined) sources["mission"] = { baseUrl: mission.baseUrl };
    const deployment = { stack, environment, sources, settings: this.settings };
    const started = performance.now();
    await deployStack(deployment, this.context.progress);
    const seconds = (performance.now() - started) / 1000;
    await putSandboxSecrets(deployment, demo);
    if (this.options.source !== undefined) await putSecret(`lakehouse/${stack}/mission-api-token`, mission.token);
    return seconds;
  }

  /** The repository's deployed program. */
  async lake(): Promise<Lake> {
    if (this.base !== undefined) return this.base;
    await this.deploy();
    this.base = await openLake(stack);
    return this.base;
  }

  /**
   * Like `lake`, but warm: functions and engines have run a year of flights and the mission's first hour, and the
   * repository's SQL is live with all its models.
   */
  async warmLake(): Promise<Lake> {
    const lake = await this.lake();
    if (this.isSqlApplied) return lake;
    const { since } = night(missionDate, "UTC").window;
    const until = new Date(Date.parse(since) + 3_600_000).toISOString();
    const [year] = profile("flights", 1).nights;
    this.context.progress.note(
      "Warm-up, not measured: a year of flights, the mission night's first hour, then the SQL",
    );
    if (year !== undefined) await runNight(lake, "flights", year.window, this.context);
    await runNight(lake, "mission", { since, until }, this.context);
    await applySql(lake, this.context);
    this.isSqlApplied = true;
    return lake;
  }

  /**
   * Deploys the program with the scale contracts next to its own. Afterwards `lake` redeploys the repository's own
   * program.
   */
  async scaleLake(
    rows: number,
    small: SmallDatasets,
  ): Promise<{ readonly lake: Lake; readonly deploySeconds: number }> {
    this.base = undefined;
    const environment = await this.start(rows);
    const demo = this.demoSource();
    const programFolder = join(this.folder, "program");
    copyProgram(repositoryRoot, programFolder, {
      contracts: [...scaleContracts(small), ...pagedContracts()],
      sources: [scaleSourceEntry, ...pagedSources],
    });
    const sources = {
      ...demoSources(demo.url),
      [scaleSource]: { baseUrl: `${demo.url}/${scaleSource}`, addresses: thisMachine },
      ...Object.fromEntries(
        pagedNames.map((paged) => [
          pagedGroup(paged),
          { baseUrl: `${demo.url}${pagedPath(paged, rows)}`, addresses: thisMachine },
        ]),
      ),
    };
    const deployment = { stack, environment, sources, programFolder };
    const started = performance.now();
    await deployStack(deployment, this.context.progress);
    const deploySeconds = (performance.now() - started) / 1000;
    await putSandboxSecrets(deployment, demo);
    return { lake: await openLake(stack), deploySeconds };
  }
}
