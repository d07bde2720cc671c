import type { Command } from "commander";
import type { AppliedViews } from "../../sql/apply-views.ts";
import { openLake, type Lake } from "../aws/lake.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { plural } from "../output/format.ts";
import type { Progress } from "../output/progress.ts";

/** Reads the view files and applies them to the stack that `lake` is. */
export const applyAllViews = async (lake: Lake, progress: Progress): Promise<AppliedViews> => {
  // The SQL grammar takes a moment to load; only this command needs it.
  const [{ loadViews }, { applyViews }, { tablesInCatalog }] = await Promise.all([
    import("../../sql/load-views.ts"),
    import("../../sql/apply-views.ts"),
    import("../../sql/catalog.ts"),
  ]);
  const views = loadViews(await lake.bundle());
  return progress.step("Views: create or replace", (step) =>
    applyViews(views, {
      athena: lake.athena,
      tables: (databases) => tablesInCatalog(databases),
      onView: (view) => {
        step.update(view.name);
      },
    }),
  );
};

export const renderAppliedViews = ({ applied, skipped }: AppliedViews): string =>
  [
    ...applied.map((name) => `applied ${name}`),
    ...skipped.map(
      ({ name, missing }) => `skipped ${name}: ${missing.join(", ")} not there yet, its group has not run`,
    ),
    `${plural(applied.length, "view")} applied, ${skipped.length.toString()} skipped.`,
  ].join("\n");

export const registerViews = (program: Command, context: Context): void => {
  const views = program.command("views").description("The views of sql/views, for analysts.");
  views
    .command("apply")
    .summary("create or replace the views")
    .description(
      "Creates or replaces every view in the order of what it reads. Views whose tables don't exist are skipped.",
    )
    .addHelpText("after", "\nExample:\n  lakehouse views apply")
    .action(
      answering(context, async ({ stack }: CommonOptions) => {
        const result = await applyAllViews(await openLake(stack), context.progress);
        return { document: result, text: renderAppliedViews(result) };
      }),
    );
};
