import type { Command } from "commander";
import type { Permission, Plan } from "../../model/documents/sql-plan.ts";
import type { Answer } from "../answer.ts";
import type { SqlLake } from "../aws/sql-lake.ts";
import type { Context } from "../context.ts";
import { renderPlan, rollbackCommand } from "../output/sql-plan.ts";
import { revisionDocument, revisionSummary } from "../output/sql-revision.ts";
import type { AccountOptions } from "./account.ts";
import { carryOutPlan, isNothingToDo, requirePermissions } from "./applying.ts";
import { confirmed } from "./confirmation.ts";

/** Flags that allow what a plan needs, as commander names them. */
export interface AllowOptions extends AccountOptions {
  readonly allowDrop?: boolean;
  readonly allowBreaking?: boolean;
  readonly allowDrift?: boolean;
  readonly yes?: boolean;
}

const allowedBy = ({ allowDrop, allowBreaking, allowDrift }: AllowOptions): readonly Permission[] => [
  ...(allowDrop === true ? (["--allow-drop"] as const) : []),
  ...(allowBreaking === true ? (["--allow-breaking"] as const) : []),
  ...(allowDrift === true ? (["--allow-drift"] as const) : []),
];

/** Adds the flags that allow what a plan needs. */
export const withAllowOptions = (command: Command): Command =>
  command
    .option("--allow-drop", "drop objects that no file declares any more")
    .option("--allow-breaking", "remove or retype columns that others may read")
    .option("--allow-drift", "overwrite changes made by hand")
    .option("--account-id <digits>", "the intended AWS account; confirmed at the first apply to it")
    .option("--yes", "don't ask for confirmation");

/** The answer of `sql apply` and `sql rollback` if the user declines. */
export const nothingCarriedOut: Answer = {
  document: { changes: [], stages: [] },
  text: "Nothing was carried out.",
};

/** Shows a plan, checks its permissions, asks for confirmation, and carries it out. */
export const applyMade = async (
  made: Plan,
  { lake, options, context, rollbackTo, isAgreed }: ApplyRequest,
): Promise<Answer> => {
  if (isNothingToDo(made)) {
    const text = "Nothing to do: everything declared is live.";
    return { document: { changes: [], stages: [] }, text };
  }
  const command = rollbackTo === undefined ? {} : { command: rollbackCommand(made, rollbackTo) };
  if (!isAgreed) context.stderr.write(`${renderPlan(made, { colour: false, ...command })}\n`);
  await requirePermissions(made, allowedBy(options));
  if (!isAgreed && options.yes !== true && !(await confirmed("Carry out this plan?", context))) {
    return nothingCarriedOut;
  }
  const revision = await carryOutPlan(lake, made, context, rollbackTo);
  return { document: revisionDocument(revision), text: revisionSummary(revision) };
};

interface ApplyRequest {
  readonly lake: SqlLake;
  readonly options: AllowOptions;
  readonly context: Context;
  readonly rollbackTo?: number;
  /** A plan from a file was reviewed before it was passed in. */
  readonly isAgreed: boolean;
}
