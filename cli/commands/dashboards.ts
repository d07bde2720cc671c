import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { CheckedDashboard } from "../../model/dashboards/checked.ts";
import { visualsOf } from "../../model/dashboards/definition.ts";
import { ProblemsError } from "../../model/problem.ts";
import { failure, UsageError, type Answer } from "../answer.ts";
import type { Athena } from "../../sql/engines/athena.ts";
import { openLake } from "../aws/lake.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { repositoryRoot, shownPath } from "../folders.ts";
import type { Ask } from "../dashboards/answers.ts";
import { readDashboards } from "../dashboards/read.ts";
import { plural } from "../output/format.ts";
import { numbers, table, type Column } from "../output/table.ts";
import { principalNamed } from "../principals.ts";

const checkAnswer = (dashboards: readonly CheckedDashboard[]): Answer => {
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
  return {
    document: { dashboards: dashboards.flatMap(({ dashboard }) => dashboard?.name ?? []), problems: [] },
    text: [table(columns, rows), "", `${plural(rows.length, "dashboard")}, all valid.`],
  };
};

interface ServeOptions extends CommonOptions {
  readonly as?: string;
  readonly port: string;
  readonly fresh: string;
  readonly timeout: string;
}

const numberOf = (text: string, option: string, least: number, most: number): number => {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  const message = `"${text}" is not allowed; it is a whole number from ${least.toString()} to ${most.toString()}`;
  throw new UsageError({ code: "NUMBER_INVALID", place: option, message, fix: "give such a number" });
};

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((aborted) => {
    if (signal.aborted) aborted();
    signal.addEventListener("abort", () => {
      aborted();
    });
  });

/** Credentials of a role last an hour; a page may be open for longer. */
const renewMs = 30 * 60 * 1000;

/** The engine of a role, taken on anew before its credentials end. */
const renewedEngine = async (open: () => Promise<Athena>): Promise<Ask> => {
  let [engine, openedAt] = [await open(), Date.now()];
  return {
    query: async (sql, options) => {
      if (Date.now() - openedAt > renewMs) [engine, openedAt] = [await open(), Date.now()];
      return engine.query(sql, options);
    },
  };
};

const serve = async ({ stack, as, ...options }: ServeOptions, context: Context): Promise<Answer> => {
  const port = numberOf(options.port, "--port", 0, 65535);
  const freshSeconds = numberOf(options.fresh, "--fresh", 0, 86_400);
  const timeoutSeconds = numberOf(options.timeout, "--timeout", 1, 1800);
  const [lake, read, { buildAssets }, { Answers }, { Views }, { serveDashboards }] = await Promise.all([
    openLake(stack),
    readDashboards(),
    import("../dashboards/assets.ts"),
    import("../dashboards/answers.ts"),
    import("../dashboards/views.ts"),
    import("../dashboards/server.ts"),
  ]);
  const principal = as === undefined ? undefined : principalNamed(lake.deployment.governance.principals, as);
  const [engine, assets] = await Promise.all([
    as === undefined ? lake.athena : renewedEngine(() => lake.athenaAs(as)),
    buildAssets(),
  ]);
  const answers = new Answers({ engine, freshSeconds, timeoutSeconds, signal: context.signal });
  const views = new Views({ read, answers, ...(principal && { principal }) });
  const broken = views.overview().dashboards.filter(({ problems }) => problems.length > 0);
  const { url, close } = await serveDashboards(views, assets, port);
  try {
    for (const { name } of broken) context.progress.note(`${name} can't be opened; its page says why`);
    context.progress.note(`${url} until Ctrl-C`);
    await untilAborted(context.signal);
  } finally {
    await close();
  }
  return { document: { url }, text: "" };
};

export const registerDashboards = (program: Command, context: Context): void => {
  const dashboards = program.command("dashboards").description("Dashboards, declared in dashboards/*.yaml.");
  dashboards
    .command("check")
    .summary("check every dashboard, offline")
    .description(
      "Checks all dashboards against the models and views that they read, and prints every problem with its place and its fix.",
    )
    .addHelpText("after", "\nExit code: 0 when all are valid, 1 when there are problems.")
    .action(
      answering(context, async () => {
        const folder = join(repositoryRoot, "dashboards");
        if (!existsSync(folder)) {
          throw failure("DASHBOARDS_MISSING", shownPath(folder), "there is no such folder", "add a dashboard to it");
        }
        return checkAnswer((await readDashboards())());
      }),
    );
  dashboards
    .command("serve")
    .summary("show them in a browser")
    .description("Serves all dashboards on this machine; the stack's Athena answers, and answers are kept for a while.")
    .option("--as <principal>", "with the role of a principal of the stack's config, and what it may see")
    .option("--port <number>", "port on 127.0.0.1; 0 for any that is free", "8350")
    .option("--fresh <seconds>", "age at which an answer is asked for anew", "3600")
    .option("--timeout <seconds>", "longest time of a query", "60")
    .addHelpText(
      "after",
      `
Examples:
  lakehouse dashboards serve
  lakehouse dashboards serve --as analyst --port 9000`,
    )
    .action(answering(context, (options: ServeOptions) => serve(options, context)));
};
