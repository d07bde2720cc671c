/** Compiles the repository's dashboards for QuickSight. */
import { join } from "node:path";
import { compileDashboard, type CompiledDashboard } from "../../model/dashboards/quicksight/compile.ts";
import type { Bundle } from "../../model/documents/contract-bundle.ts";
import { ProblemsError } from "../../model/validation/problem.ts";

/**
 * @param root folder that contains `sql/` and `dashboards/`
 * @throws ProblemsError if SQL or a dashboard is invalid, or if a dashboard exceeds QuickSight's limits
 */
export const compiledDashboards = async (root: string, bundle: Bundle): Promise<readonly CompiledDashboard[]> => {
  // The SQL grammars take a moment to load; only a stack with QuickSight needs them
  const { resolveProject, sourceFiles } = await import("../../sql/project/read-project.ts");
  const { problems, dashboards } = resolveProject(sourceFiles(join(root, "sql")), bundle);
  const wrong = [
    ...problems,
    ...dashboards.flatMap((one) => [...one.problems, ...one.warnings.filter(({ code }) => code === "DASHBOARD_LIMIT")]),
  ];
  if (wrong.length > 0) throw new ProblemsError("dashboards", wrong);
  return dashboards.flatMap(({ dashboard, relations }) =>
    dashboard === undefined ? [] : [compileDashboard(dashboard, relations)],
  );
};
