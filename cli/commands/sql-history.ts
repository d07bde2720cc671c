import type { Command } from "commander";
import { UsageError, type Answer } from "../answer.ts";
import { failure } from "../../model/validation/failure.ts";
import { openSql, openSqlToChange } from "../aws/sql-lake.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { renderHistory, renderRevision, revisionDocument } from "../output/sql-revision.ts";
import { agreesToAccount } from "../sql/account.ts";
import { applyMade, nothingCarriedOut, withAllowOptions, type AllowOptions } from "../sql/apply-made.ts";
import { readRevision } from "../sql/applying.ts";
import { environmentOf, type EnvironmentOptions } from "../sql/environment-option.ts";
import { makePlan } from "../sql/planning.ts";

type Options = CommonOptions & EnvironmentOptions;

const numberOf = (text: string): number => {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  const message = `"${text}" is not a revision number; numbers start at 1`;
  throw new UsageError({ code: "REVISION_INVALID", place: "revision", message, fix: "list them with sql history" });
};

const history = async (options: Options): Promise<Answer> => {
  const { ports } = await openSql(options.stack);
  const revisions = await ports.revisions.list(environmentOf(options));
  return { document: { revisions: revisions.map(revisionDocument) }, text: renderHistory(revisions) };
};

const show = async (options: Options, text: string): Promise<Answer> => {
  const number = numberOf(text);
  const revision = await readRevision(await openSql(options.stack), environmentOf(options), number);
  return { document: revisionDocument(revision), text: renderRevision(revision) };
};

const rollback = async (options: Options & AllowOptions, text: string, context: Context): Promise<Answer> => {
  const environment = environmentOf(options);
  const rollbackTo = numberOf(text);
  const lake = await openSqlToChange(options.stack, context);
  if (!(await agreesToAccount(lake, options, context))) return nothingCarriedOut;
  const { state, plan } = await readRevision(lake, environment, rollbackTo);
  if (state !== "applied" || plan.sources === undefined) {
    const found =
      state === "applied" ? "it removed the environment" : `it is ${state}, so its state is not known to work`;
    const fix = 'name an applied revision of "lakehouse sql history"';
    throw failure("REVISION_NOT_USABLE", `revision ${text} of ${environment}`, found, fix);
  }
  const made = await makePlan(lake, { environment, sources: plan.sources }, context);
  return applyMade(made, { lake, options, context, rollbackTo, isAgreed: false });
};

/** Past revisions, and how to roll back. */
export const registerSqlHistory = (sql: Command, context: Context): void => {
  sql
    .command("history")
    .summary("list what was applied, when and by whom")
    .description("Lists the revisions of an environment, newest first.")
    .option("--schema <environment>", "an environment other than production")
    .addHelpText("after", "\nExample:\n  lakehouse sql history")
    .action(answering(context, history));
  sql
    .command("show")
    .summary("show one revision, stage by stage")
    .description("Shows what a revision changed and how far it got.")
    .argument("<revision>", "number of the revision")
    .option("--schema <environment>", "an environment other than production")
    .addHelpText("after", "\nExample:\n  lakehouse sql show 3 --json")
    .action(answering(context, show));
  withAllowOptions(sql.command("rollback"))
    .summary("restore a revision's state")
    .description(
      "Plans from the files of an applied revision instead of the repository's, shows the plan, asks for confirmation and carries it out as a new revision.",
    )
    .argument("<revision>", "number of the revision")
    .option("--schema <environment>", "an environment other than production")
    .addHelpText("after", "\nExample:\n  lakehouse sql rollback 3 --allow-breaking")
    .action(
      answering(context, (options: Options & AllowOptions, revision: string) => rollback(options, revision, context)),
    );
};
