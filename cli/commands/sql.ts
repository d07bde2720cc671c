import { readFileSync, writeFileSync } from "node:fs";
import type { Command } from "commander";
import type { Plan } from "../../model/documents/sql-plan.ts";
import { UsageError, type Answer } from "../answer.ts";
import { openSqlToChange, type SqlLake } from "../aws/sql-lake.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { wantsColour } from "../output/colour.ts";
import { renderPlan, renderStages } from "../output/sql-plan.ts";
import { revisionDocument, revisionSummary } from "../output/sql-revision.ts";
import { agreesToAccount } from "../sql/account.ts";
import { applyMade, nothingCarriedOut, withAllowOptions, type AllowOptions } from "../sql/apply-made.ts";
import { describeUnfinished, unfinishedDocument } from "../output/sql-unfinished.ts";
import { findUnfinished, isNothingToDo, resume } from "../sql/applying.ts";
import { confirmed } from "../sql/confirmation.ts";
import { environmentOf, type EnvironmentOptions } from "../sql/environment-option.ts";
import { makePlan, makeRemovalPlan } from "../sql/planning.ts";
import { registerSqlCheck } from "./sql-check.ts";
import { registerSqlHistory } from "./sql-history.ts";

interface PlanOptions extends CommonOptions, EnvironmentOptions {
  readonly remove?: boolean;
  readonly out?: string;
  readonly verbose?: boolean;
}

interface ApplyOptions extends CommonOptions, EnvironmentOptions, AllowOptions {
  readonly remove?: boolean;
  readonly resume?: boolean;
}

const planDocument = ({ stack, environment, base, changes, stages, needs }: Plan): object => ({
  ...{ stack, environment, base, changes, stages, needs },
});

const planAsked = async (options: PlanOptions | ApplyOptions, lake: SqlLake, context: Context): Promise<Plan> => {
  const environment = environmentOf(options);
  return options.remove === true
    ? makeRemovalPlan(lake, environment, context)
    : makePlan(lake, { environment }, context);
};

const plan = async (options: PlanOptions, context: Context): Promise<Answer> => {
  const lake = await openSqlToChange(options.stack, context);
  const [unfinished, made] = await Promise.all([
    findUnfinished(lake, environmentOf(options)),
    planAsked(options, lake, context),
  ]);
  if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(made, undefined, 1)}\n`);
  const colour = wantsColour(context.stdout);
  const verbose = options.verbose === true;
  const text = [
    ...(unfinished === undefined ? [] : [...describeUnfinished(unfinished), ""]),
    renderPlan(made, { colour, verbose }),
    ...(verbose ? ["", renderStages(made)] : []),
  ].join("\n");
  const document = { ...(unfinished && { unfinished: unfinishedDocument(unfinished) }), ...planDocument(made) };
  return { document, text, changes: !isNothingToDo(made) };
};

const refuseTogether = (one: string, other: string): never => {
  const message = `${one} and ${other} were given; only one can decide what is carried out`;
  throw new UsageError({ code: "OPTIONS_AMBIGUOUS", place: other, message, fix: "leave one of them out" });
};

const planFromFile = async (file: string, options: ApplyOptions): Promise<Plan> => {
  if (options.remove === true) refuseTogether("a plan file", "--remove");
  if (options.schema !== undefined) refuseTogether("a plan file", "--schema");
  const { readPlanFile } = await import("../../sql/plan/plan-file.ts");
  return readPlanFile(readFileSync(file, "utf8"), file, { stack: options.stack });
};

const resumed = async (lake: SqlLake, environment: string, context: Context): Promise<Answer> => {
  const revision = await resume(lake, environment, context);
  return { document: revisionDocument(revision), text: revisionSummary(revision) };
};

/**
 * Offers to resume an interrupted revision if there is somebody to ask; otherwise applying a plan is refused with an
 * explanation.
 */
const offersToResume = async (lake: SqlLake, environment: string, context: Context): Promise<boolean> => {
  const unfinished = await findUnfinished(lake, environment);
  if (unfinished === undefined) return false;
  for (const line of describeUnfinished(unfinished)) context.progress.note(line);
  const isBrokenOff = unfinished.revision.state === "applying" && !unfinished.alive;
  return isBrokenOff && context.stdin.isTTY === true && confirmed("Resume it?", context);
};

const apply = async (options: ApplyOptions, file: string | undefined, context: Context): Promise<Answer> => {
  if (options.resume === true) {
    if (file !== undefined) refuseTogether("a plan file", "--resume");
    if (options.remove === true) refuseTogether("--remove", "--resume");
  }
  const fromFile = file === undefined ? undefined : await planFromFile(file, options);
  const lake = await openSqlToChange(options.stack, context);
  if (!(await agreesToAccount(lake, options, context))) return nothingCarriedOut;
  if (options.resume === true) return resumed(lake, environmentOf(options), context);
  const environment = fromFile?.environment ?? environmentOf(options);
  if (await offersToResume(lake, environment, context)) return resumed(lake, environment, context);
  const made = fromFile ?? (await planAsked(options, lake, context));
  return applyMade(made, { lake, options, context, isAgreed: fromFile !== undefined });
};

export const registerSql = (program: Command, context: Context): void => {
  const sql = program.command("sql").description("Models, views and Redshift objects of sql/, as versioned code.");
  sql
    .command("plan")
    .summary("show what would change")
    .description("Compares the files in sql/ with the live catalog. Changes nothing.")
    .option("--schema <environment>", "an environment other than production, e.g. preview_1")
    .option("--remove", "plan to remove that environment")
    .option("--out <file>", "write the plan to a file for sql apply")
    .option("--verbose", "also show all SQL and every stage")
    .addHelpText(
      "after",
      `
Examples:
  lakehouse sql plan
  lakehouse sql plan --out plan.json
  lakehouse sql plan --schema preview_1 --verbose

Exit code: 0 when there is nothing to do, 2 when something would change, 1 when no plan could be made.`,
    )
    .action(answering(context, (options: PlanOptions) => plan(options, context)));
  withAllowOptions(sql.command("apply"))
    .summary("carry out a plan")
    .description(
      "Carries out a plan from a file, or makes one, shows it and asks for confirmation. A plan is refused if the catalog has changed since it was made; every statement is validated before the first one is executed.",
    )
    .argument("[plan]", "file that sql plan --out wrote")
    .option("--schema <environment>", "an environment other than production, e.g. preview_1")
    .option("--remove", "remove that environment with everything in it")
    .option("--resume", "resume the newest revision, which was interrupted")
    .addHelpText(
      "after",
      `
Examples:
  lakehouse sql apply
  lakehouse sql apply plan.json --allow-drop
  lakehouse sql apply --schema preview_1 --yes
  lakehouse sql apply --resume

Exit code: 0 when it is carried out or there is nothing to do, 1 when it failed, 2 when a flag is missing.`,
    )
    .action(answering(context, (options: ApplyOptions, file: string | undefined) => apply(options, file, context)));
  registerSqlHistory(sql, context);
  registerSqlCheck(sql, context);
};
