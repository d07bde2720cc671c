import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { loadContracts } from "../../contracts/index.ts";
import { formatProblem } from "../../model/validation/problem.ts";
import type { ObjectKind } from "../../model/sql/objects.ts";
import type { Project } from "../../sql/project/types.ts";
import { failure } from "../../model/validation/failure.ts";
import { answering, type Context } from "../context.ts";
import { contractsFolder, repositoryRoot, shownPath } from "../folders.ts";
import { influenceReport } from "../output/influence.ts";
import { formatSeconds, plural } from "../output/format.ts";

const counted = ({
  objects,
  exposures,
}: Project): Readonly<Record<"models" | "views" | "redshift" | "exposures", number>> => {
  const of = (kind: ObjectKind): number => objects.filter((object) => object.kind === kind).length;
  const [models, views] = [of("model"), of("view")];
  return { models, views, redshift: objects.length - models - views, exposures: exposures.length };
};

export const registerSqlCheck = (sql: Command, context: Context): void => {
  sql
    .command("check")
    .summary("check every SQL file, offline")
    .description(
      "Checks models, views, Redshift objects and exposures without an engine, and prints every problem and every warning with its file, line and column. A header can allow a warning by stating a reason. Problems in dashboards and mails are warnings here.",
    )
    .argument(
      "[folder]",
      "folder with curated, views, redshift and exposures",
      shownPath(resolve(repositoryRoot, "sql")),
    )
    .addHelpText("after", "\nExit code: 0 when all are valid, with or without warnings, 1 when there are problems.")
    .action(
      answering(context, async (_options: object, folder: string) => {
        const started = performance.now();
        if (!existsSync(resolve(folder))) {
          const fix = "name the folder that holds curated, views, redshift and exposures";
          throw failure("SQL_FOLDER_MISSING", folder, "there is no such folder", fix);
        }
        // The SQL grammars take a moment to load; only SQL commands need them.
        const { checkProject } = await import("../../sql/project/read-project.ts");
        const { bundle } = loadContracts(contractsFolder);
        const { project, warnings, dashboardProblems } = checkProject(bundle, resolve(folder));
        const counts = counted(project);
        const influences = project.objects.flatMap(({ id, file, influences: of }) =>
          of.length === 0 ? [] : [{ id, file, influences: of }],
        );
        const seconds = (performance.now() - started) / 1000;
        const what = [
          plural(counts.models, "model"),
          plural(counts.views, "view"),
          plural(counts.redshift, "Redshift object", "Redshift objects"),
          plural(counts.exposures, "exposure"),
        ].join(", ");
        const broken = plural(dashboardProblems.length, "problem");
        const summary = [
          `${what} checked in ${formatSeconds(seconds)}, all valid.`,
          ...(dashboardProblems.length === 0
            ? []
            : [`Dashboards and mails have ${broken}: see lakehouse dashboards check and lakehouse mail check.`]),
        ];
        return {
          document: {
            ...counts,
            seconds: Number(seconds.toFixed(2)),
            problems: [],
            ...{ warnings, influences, dashboardProblems },
          },
          text: [
            ...[...warnings, ...dashboardProblems].map((warning) => `Warning: ${formatProblem(warning)}`),
            ...influenceReport(influences),
            ...summary,
          ].join("\n"),
        };
      }),
    );
};
