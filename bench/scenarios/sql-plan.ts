import { performance } from "node:perf_hooks";
import type { Lake } from "../../cli/aws/lake.ts";
import { openSqlLake, type SqlLake } from "../../cli/aws/sql-lake.ts";
import type { Surroundings } from "../measure/night.ts";
import { carryOutPlan, isNothingToDo } from "../../cli/sql/applying.ts";
import { rounded } from "../measure/statistics.ts";
import { makePlan, makeRemovalPlan } from "../../cli/sql/planning.ts";
import type { Plan } from "../../model/documents/sql-plan.ts";
import { figureTable, type Outcome, type Scenario } from "../scenario.ts";
import type { Workbench } from "../workbench.ts";
import type { SourceFile } from "../../sql/project/source-text.ts";
import { resolveProject, sourceFiles } from "../../sql/project/read-project.ts";
import { formatProblem } from "../../model/validation/problem.ts";

const viewCount = 200;
const changedViews = 5;
/** Not production, so that an interrupted bench leaves nothing behind in the databases that people read. */
const environment = "bench";

interface PlanFigures {
  readonly views: number;
  /** Valid files, read for the first time in the process; the grammar cache is as earlier commands left it. */
  readonly check: number;
  /** Every view is new: the engine is asked for each one's column types. */
  readonly firstPlan: number;
  readonly apply: number;
  readonly unchangedPlan: number;
  /** Five of the views have a new column. */
  readonly changedPlan: number;
}

/** Chains of four views over a model, so that ordering and impact have work to do. */
const viewFile = (index: number, changed: boolean): SourceFile => {
  const name = `bench_${index}`;
  const [source, column] =
    index % 4 === 0 ? ["mission_curated.dim_customers", "satellites"] : [`mission_curated.bench_${index - 1}`, "total"];
  const more = changed ? `,\n  min(c.${column}) AS least` : "";
  return {
    file: `sql/views/${name}.sql`,
    text: `-- name: mission_curated.${name}
-- description: View ${index} of the bench.
-- owner: mission-operations

SELECT
  c.segment,
  count(*) AS counted,
  sum(c.${column}) AS total,
  max(CASE WHEN c.${column} > ${index} THEN c.${column} ELSE 0 END) AS greatest${more}
FROM ${source} AS c
WHERE c.segment <> 'none ${index}'
GROUP BY c.segment
`,
  };
};

const filesWith = (changed: number): readonly SourceFile[] => [
  ...sourceFiles(),
  ...Array.from({ length: viewCount }, (_, index) => viewFile(index, index % 4 === 3 && index < 4 * changed)),
];

const timed = async <Result>(work: () => Promise<Result>): Promise<readonly [Result, number]> => {
  const started = performance.now();
  return [await work(), (performance.now() - started) / 1000];
};

const remove = async (sql: SqlLake, context: Surroundings): Promise<void> => {
  const plan = await makeRemovalPlan(sql, environment, context);
  if (!isNothingToDo(plan)) await carryOutPlan(sql, plan, context);
};

/** @throws Error if a plan has an unexpected number of changes: the figures would mean nothing */
const expectChanges = (plan: Plan, expected: number): void => {
  const found = plan.changes.filter(({ action }) => action === "create" || action === "replace").length;
  if (found !== expected) throw new Error(`the plan has ${found} changes, not ${expected}`);
};

/** Checks 200 views, and plans them against the live catalog: new, unchanged, and with a few changed. */
const measurePlans = async (lake: Lake, context: Surroundings): Promise<PlanFigures> => {
  const sql = await openSqlLake(lake);
  const plan = (changed: number) => timed(() => makePlan(sql, { environment, sources: filesWith(changed) }, context));
  const [{ problems }, check] = await timed(() => Promise.resolve(resolveProject(filesWith(0), sql.contracts)));
  if (problems.length > 0) throw new Error(`the check found ${problems.map(formatProblem).join("\n")}`);
  await remove(sql, context);
  try {
    const [first, firstPlan] = await plan(0);
    expectChanges(first, viewCount);
    const [, apply] = await timed(() => carryOutPlan(sql, first, context));
    const [unchanged, unchangedPlan] = await plan(0);
    expectChanges(unchanged, 0);
    const [changed, changedPlan] = await plan(changedViews);
    expectChanges(changed, changedViews);
    return { views: viewCount, check, firstPlan, apply, unchangedPlan, changedPlan };
  } finally {
    await remove(sql, context);
  }
};

const run = async (bench: Workbench): Promise<Outcome> => {
  const { views, ...seconds } = await measurePlans(await bench.warmLake(), bench.context);
  return {
    figures: { views, ...rounded(seconds, 2) },
    text: figureTable(`sql check and plan of ${views} views`, { seconds }, 1),
  };
};

export const sqlPlanScenario: Scenario = {
  name: "sql-plan",
  title: "sql check, plan and apply of 200 views outside production: new, unchanged, five changed",
  isDefault: true,
  run,
};
