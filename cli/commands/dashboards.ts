import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import type { CheckedDashboard } from "../../model/dashboards/checked.ts";
import { visualsOf } from "../../model/dashboards/definition.ts";
import { formatProblem, ProblemsError, type Problem } from "../../model/validation/problem.ts";
import { type Answer } from "../answer.ts";
import { failure } from "../../model/validation/failure.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { repositoryRoot, shownPath } from "../folders.ts";
import { registerDashboardsPlan } from "./dashboards-plan.ts";
import { readDashboards } from "../dashboards/read.ts";
import { serveDefaults } from "../dashboards/request.ts";
import { formatBytes, plural } from "../output/format.ts";
import { numberOf } from "../number-option.ts";
import { numbers, table, type Column } from "../output/table.ts";

/** Most stacks have no QuickSight, and their dashboards need no warnings about it. */
const aboutQuickSight = (warnings: readonly Problem[], isListed: boolean): readonly string[] => {
  if (warnings.length === 0) return [];
  if (isListed) return [...warnings.map((warning) => `Warning: ${formatProblem(warning)}`), ""];
  return [`${plural(warnings.length, "difference")} between the page and QuickSight; --quicksight lists them.`, ""];
};

const checkAnswer = (dashboards: readonly CheckedDashboard[], isQuickSightListed: boolean): Answer => {
  const problems = dashboards.flatMap((one) => one.problems);
  if (problems.length > 0) throw new ProblemsError("dashboards", problems);
  const rows = dashboards.flatMap(({ dashboard }) =>
    dashboard === undefined
      ? []
      : [
          [
            dashboard.name,
            dashboard.audience.join(", "),
            dashboard.pages.length.toString(),
            visualsOf(dashboard).length.toString(),
          ],
        ],
  );
  const columns: readonly Column[] = [
    { title: "dashboard" },
    { title: "audience", leaveOut: 2 },
    numbers("pages", 1),
    numbers("visuals"),
  ];
  const warnings = dashboards.flatMap((one) => one.warnings);
  return {
    document: { dashboards: dashboards.flatMap(({ dashboard }) => dashboard?.name ?? []), problems: [], warnings },
    text: [
      ...aboutQuickSight(warnings, isQuickSightListed),
      table(columns, rows),
      "",
      `${plural(rows.length, "dashboard")}, all valid.`,
    ],
  };
};

interface BuildOptions extends CommonOptions {
  readonly as: string;
  readonly out: string;
  readonly timeout: string;
}

interface ServeOptions extends CommonOptions {
  readonly as?: string;
  readonly port: string;
  readonly fresh: string;
  readonly timeout: string;
  readonly open?: boolean;
}

export const registerDashboards = (program: Command, context: Context): void => {
  const dashboards = program.command("dashboards").description("Dashboards, declared in dashboards/*.yaml.");
  dashboards
    .command("check")
    .summary("check every dashboard, offline")
    .description(
      "Checks all dashboards against the models and views that they read, and prints every problem with its place and its fix. Anything that QuickSight can't show as the page does is a warning.",
    )
    .option("--quicksight", "list what QuickSight would show differently")
    .addHelpText("after", "\nExit code: 0 when all are valid, with or without warnings, 1 when there are problems.")
    .action(
      answering(context, async ({ quicksight }: CommonOptions & { readonly quicksight?: boolean }) => {
        const folder = join(repositoryRoot, "dashboards");
        if (!existsSync(folder)) {
          throw failure("DASHBOARDS_MISSING", shownPath(folder), "there is no such folder", "add a dashboard to it");
        }
        return checkAnswer((await readDashboards())(), quicksight === true);
      }),
    );
  dashboards
    .command("build")
    .summary("build them as a static site")
    .description(
      "Queries Athena for every visual and writes the page and its data to a folder that any web server can serve. Whoever can open the site sees what its principal may see: build one site per audience, and serve it only to that audience.",
    )
    .requiredOption("--as <principal>", "principal whose role queries Athena, and whose dashboards are built")
    .requiredOption("--out <folder>", "folder to create, or existing site to rebuild")
    .option("--timeout <seconds>", "time limit of a query", serveDefaults.timeoutSeconds.toString())
    .addHelpText(
      "after",
      `
Exit code: 1 when a visual has no data; the page says why in its place.

Examples:
  lakehouse dashboards build --as analyst --out site`,
    )
    .action(
      answering(context, async ({ stack, as, out, timeout }: BuildOptions) => {
        const timeoutSeconds = numberOf(timeout, "--timeout", 1, 1800);
        const [{ openViews }, { buildSite }] = await Promise.all([
          import("../dashboards/open-views.ts"),
          import("../dashboards/build.ts"),
        ]);
        const { views, assets } = await openViews({
          stack,
          as,
          freshSeconds: 3600,
          timeoutSeconds,
          signal: context.signal,
        });
        const site = await context.progress.step("Query every visual", () => buildSite(views, assets, resolve(out)));
        const size = `${plural(site.dashboards.length, "dashboard")} in ${plural(site.files, "file")}, ${formatBytes(site.bytes)}`;
        return {
          document: { folder: resolve(out), ...site },
          text: [...site.problems.map(formatProblem), `${shownPath(resolve(out))}: ${size}, as ${as} sees them.`],
          finding: site.problems.length > 0,
        };
      }),
    );
  registerDashboardsPlan(dashboards, context);
  dashboards
    .command("serve")
    .summary("show them in a browser")
    .description(
      "Serves all dashboards on this machine, with data from the stack's Athena. Answers are cached for a while.",
    )
    .option("--as <principal>", "use the role of a principal from the stack's config, with its permissions")
    .option("--open", "open the page in the browser")
    .option("--port <number>", "port on 127.0.0.1; 0 for any free port", serveDefaults.port.toString())
    .option("--fresh <seconds>", "age at which a cached answer is queried again", serveDefaults.freshSeconds.toString())
    .option("--timeout <seconds>", "time limit of a query", serveDefaults.timeoutSeconds.toString())
    .addHelpText(
      "after",
      `
Examples:
  lakehouse dashboards serve
  lakehouse dashboards serve --as analyst --port 9000`,
    )
    .action(
      answering(context, async ({ stack, as, ...options }: ServeOptions) => {
        const port = numberOf(options.port, "--port", 0, 65535);
        const freshSeconds = numberOf(options.fresh, "--fresh", 0, 86_400);
        const timeoutSeconds = numberOf(options.timeout, "--timeout", 1, 1800);
        const isOpened = options.open === true;
        // Server and bundler are loaded only when needed
        const { serve } = await import("../dashboards/serve.ts");
        return serve({ stack, ...(as !== undefined && { as }), port, freshSeconds, timeoutSeconds, isOpened }, context);
      }),
    );
};
