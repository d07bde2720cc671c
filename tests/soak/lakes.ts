/** The two lakes of a soak, one after the other, in a sandbox of their own: the reference, and the one with strikes. */
import { join } from "node:path";
import { applySql, Workbench } from "../../bench/workbench.ts";
import { readOptions, defaults } from "../../bench/options.ts";
import type { Surroundings } from "../../bench/measure/night.ts";
import type { Lake } from "../../cli/aws/lake.ts";
import { putSecret } from "../../aws/secrets/secret-values.ts";
import { missionDate } from "../../cli/demo/profiles.ts";
import { sandboxStack } from "../../cli/endpoint.ts";
import { repositoryRoot } from "../../cli/folders.ts";
import { databaseName } from "../../model/names.ts";
import type { Report } from "../../model/documents/report.ts";
import type { Window } from "../../model/documents/values.ts";
import { night } from "../../model/windows.ts";
import { expectedTransactions } from "../../sandbox/source/expected.ts";
import { fingerprint, type Fingerprint } from "./fingerprint.ts";
import { strikeNight, stateTimes, type StateTimes } from "./night.ts";

export const group = "mission";

/** Pages whose function died return after their visibility timeout, which is six times this. */
const settings = { "lakehouse:extraction": '{"timeoutSeconds":10,"sourceTimeoutSeconds":5,"patienceSeconds":60}' };

/** Both lakes mask with it, so that their values can be compared. It protects only generated values. */
const maskKey = "5".repeat(64);

const databases = ["processed", "curated"] as const;

const dayMs = 86_400_000;

/** The night of a seed: each has its own day; the first is the day after the lakes' common first night. */
export const windowOfSeed = (seed: number): Window =>
  night(new Date(Date.parse(missionDate) + seed * dayMs).toISOString().slice(0, 10), "UTC").window;

/** A dataset's figures that must be equal however the night completes. */
export type Figures = Readonly<Record<string, readonly (number | undefined)[]>>;

export const figuresOf = ({ datasets }: Report): Figures =>
  Object.fromEntries(
    datasets.map((dataset) => [
      dataset.datasetId,
      [dataset.source, dataset.landed, dataset.loaded, dataset.quarantined, dataset.duplicates],
    ]),
  );

export interface Expected {
  readonly fingerprint: Fingerprint;
  readonly figures: Figures;
  readonly usual: StateTimes;
}

export class SoakLakes {
  private readonly bench: Workbench;
  private readonly context: Surroundings;
  private readonly rows: number;

  constructor(rows: number, context: Surroundings) {
    const options = readOptions({ ...defaults, rows: rows.toString() }, process.env);
    const folder = join(repositoryRoot, ".sandbox", "soak");
    this.bench = new Workbench(options, context, { folder, settings });
    this.context = context;
    this.rows = rows;
  }

  /** An empty lake with a first night of both groups and the repository's SQL applied. */
  async fresh(): Promise<Lake> {
    await this.bench.reset();
    const lake = await this.bench.lake();
    await putSecret(`lakehouse/${sandboxStack}/mask-key`, maskKey);
    await this.clean(lake, "flights", night("2014-01-01", "America/New_York").window);
    await this.clean(lake, group, windowOfSeed(0));
    await applySql(lake, this.context);
    return lake;
  }

  async remove(): Promise<void> {
    await this.bench.reset();
  }

  async fingerprint(lake: Lake): Promise<Fingerprint> {
    const names = databases.flatMap((zone) => ["flights", group].map((source) => databaseName(source, zone)));
    return fingerprint(lake, names, this.context.signal);
  }

  /** An undisturbed night and its result. Its transactions must be those that the source generates. */
  async reference(lake: Lake, seed: number): Promise<Expected> {
    const { report, usual } = await this.clean(lake, group, windowOfSeed(seed));
    const figures = figuresOf(report);
    const { rows, loaded, quarantined, duplicates } = expectedTransactions(this.rows);
    const made = [rows, rows, loaded, quarantined, duplicates].join();
    const found = figures["mission.transactions"]?.join();
    if (found !== made) throw new Error(`the reference night of seed ${seed}: expected ${made}, got ${String(found)}`);
    return { fingerprint: await this.fingerprint(lake), figures, usual };
  }

  private async clean(
    lake: Lake,
    of: string,
    window: Window,
  ): Promise<{ readonly report: Report; readonly usual: StateTimes }> {
    const unstruck = { group: of, window, seed: 0, strikes: [], usual: {} };
    const { note } = this.context.progress;
    const { runId, outcome } = await strikeNight(lake, unstruck, { note, signal: this.context.signal });
    const { report, execution } = outcome;
    if (report?.state !== "SUCCEEDED") {
      throw new Error(
        `run ${runId}, which nothing happened to, ended ${report?.state ?? execution.reason ?? execution.status}`,
      );
    }
    return { report, usual: stateTimes(await lake.executions.visits(runId)) };
  }
}
