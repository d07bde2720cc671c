import type { Command } from "commander";
import type { Answer } from "../answer.ts";
import { readDeployment } from "../../aws/ssm/deployment.ts";
import { tellPlace } from "../aws/place.ts";
import { whereAmI } from "../../aws/sts/caller.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { readDashboards } from "../dashboards/read.ts";
import { wantsColour } from "../output/colour.ts";
import { renderDashboardsPlan } from "../output/dashboards-plan.ts";
import { ProblemsError } from "../../model/validation/problem.ts";
import { compileDashboard, type CompiledDashboard } from "../../model/dashboards/quicksight/compile.ts";

const off = (stack: string): Answer => ({
  document: { stack, quicksight: false, changes: [] },
  text: `Stack ${stack} has no QuickSight: set lakehouse:quicksight.enabled to true in Pulumi.${stack}.yaml, name its groups and run "pulumi up" (docs/quicksight.md).`,
});

const compiledAll = async (): Promise<readonly CompiledDashboard[]> => {
  const dashboards = (await readDashboards())();
  const problems = dashboards.flatMap((one) => one.problems);
  if (problems.length > 0) throw new ProblemsError("dashboards", problems);
  return dashboards.flatMap(({ dashboard, relations }) =>
    dashboard === undefined ? [] : [compileDashboard(dashboard, relations)],
  );
};

const plan = async (stack: string, context: Context): Promise<Answer> => {
  await tellPlace(stack, context);
  const [{ quicksight }, compiled, place] = await Promise.all([readDeployment(stack), compiledAll(), whereAmI()]);
  if (quicksight === undefined) return off(stack);
  const [{ quickSightClient }, { quickSightReader }, { planDashboards }] = await Promise.all([
    import("../../aws/quicksight/client.ts"),
    import("../../aws/quicksight/deployed-dashboards.ts"),
    import("../dashboards/quicksight/plan.ts"),
  ]);
  const reader = await quickSightReader(quickSightClient(), place.account);
  const arnOf = (id: string): string =>
    `arn:${place.partition}:quicksight:${place.region}:${place.account}:dataset/${id}`;
  const changes = await context.progress.step("Compare with QuickSight", () =>
    planDashboards(compiled, quicksight, arnOf, reader),
  );
  return {
    document: { stack, quicksight: true, changes },
    text: renderDashboardsPlan(changes, wantsColour(context.stdout)),
    changes: changes.some(({ change }) => change !== "same"),
  };
};

export const registerDashboardsPlan = (dashboards: Command, context: Context): void => {
  dashboards
    .command("plan")
    .summary("show what would change in QuickSight")
    .description("Compares the files with QuickSight's dashboards and data sets, part by part. Changes nothing.")
    .addHelpText(
      "after",
      `
Exit code: 0 when QuickSight matches the files or the stack has no QuickSight, 2 when something would change, 1 when
no plan could be made.

Examples:
  lakehouse dashboards plan --stack prod
  lakehouse dashboards plan --stack prod --json`,
    )
    .action(answering(context, ({ stack }: CommonOptions) => plan(stack, context)));
};
