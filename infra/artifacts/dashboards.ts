/** The repository's dashboards as QuickSight gets them. */
import { join } from "node:path";
import { compileDashboard, type CompiledDashboard } from "../../model/dashboards/quicksight/compile.ts";
import type { Bundle } from "../../model/documents/contract-bundle.ts";
import { ProblemsError } from "../../model/validation/problem.ts";

/**
 * @param root folder with `sql/` and `dashboards/`
 * @throws ProblemsError when SQL or dashboards are wrong, or when one is more than QuickSight takes
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
