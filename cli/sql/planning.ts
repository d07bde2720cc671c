import { glueClient } from "../../aws/glue/client.ts";
import { databaseName } from "../../model/names.ts";
import { environmentDatabase } from "../../model/sql/environment.ts";
import { formatProblem, ProblemsError } from "../../model/validation/problem.ts";
import { existingDatabases } from "../../aws/glue/catalog.ts";
import type { Plan } from "../../model/documents/sql-plan.ts";
import type { SourceFile } from "../../sql/project/source-text.ts";
import type { SqlLake } from "../aws/sql-lake.ts";
import type { Context } from "../context.ts";
import { withRealPaths } from "./real-paths.ts";

export interface PlanAsked {
  readonly environment: string;
  /** Files to plan from instead of the repository's. */
  readonly sources?: readonly SourceFile[];
}

type Surroundings = Pick<Context, "progress" | "signal">;

/** Compares the files with the live state. Changes nothing. */
export const makePlan = async (
  { stack, contracts, ports }: SqlLake,
  { environment, sources: asked }: PlanAsked,
  { progress, signal }: Surroundings,
): Promise<Plan> => {
  // The SQL parsers take a moment to load; only commands that need them do.
  const [{ dashboardProblems, resolveProject, sourceFiles, withPaths }, { planEnvironment }, { contractTables }] =
    await Promise.all([
      import("../../sql/project/read-project.ts"),
      import("../../sql/apply/plan-environment.ts"),
      import("../../sql/project/tables.ts"),
    ]);
  const sources = asked ?? sourceFiles();
  const { project, problems, dashboards, mails } = resolveProject(sources, contracts);
  if (problems.length > 0) throw new ProblemsError("sql", withPaths(problems, sources));
  // A dashboard or mail that breaks with the change is only reported: it doesn't block applying the views
  for (const problem of withPaths(dashboardProblems([...dashboards, ...mails]), sources))
    progress.note(formatProblem(problem));
  const tables = contractTables(contracts);
  return progress.step("Plan: compare the files with the catalog", ({ update: onStep }) =>
    withRealPaths(sources, () =>
      planEnvironment({ ...{ stack, environment, project, sources, tables }, ...{ signal, onStep } }, ports),
    ),
  );
};

/** The plan to remove an environment other than production. */
export const makeRemovalPlan = async (
  { stack, contracts, ports }: SqlLake,
  environment: string,
  { progress }: Surroundings,
): Promise<Plan> => {
  const { removalPlan } = await import("../../sql/plan/removal-plan.ts");
  const names = contracts.sources.map(({ name }) => environmentDatabase(databaseName(name, "curated"), environment));
  return progress.step("Plan: find what to remove", async () => {
    const [{ live }, databases] = await Promise.all([
      ports.readLive(environment, []),
      existingDatabases(names, glueClient()),
    ]);
    return removalPlan({ stack, live, databases });
  });
};
