import { mapBounded } from "../../aws/bounded.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import type { Plan, StatementStage } from "../../model/documents/sql-plan.ts";
import type { SourceFile } from "../project/source-text.ts";
import type { ApplyOptions, ApplyPorts, Engine } from "./ports.ts";
import { sourcePlace } from "./source-line.ts";
import { withoutEngineLine } from "../../aws/query/engine-message.ts";
import type { SqlRefusal } from "../codes.ts";

/** Statements that an engine explains in parallel. */
const parallelStatements = 4;

export const engineOf = (ports: Pick<ApplyPorts, "athena" | "redshift">, name: StatementStage["engine"]): Engine => {
  if (name === "athena") return ports.athena;
  if (ports.redshift !== undefined) return ports.redshift;
  const message = "the plan has statements for Redshift, but this stack has no Redshift";
  const problem: Problem<SqlRefusal> = {
    code: "REDSHIFT_MISSING",
    place: "plan",
    message,
    fix: "plan again, for this stack",
  };
  throw new ProblemsError("plan", [problem]);
};

/** The problems of an engine's refusal of `describeStatement`, at the object's place in its file. Pure. */
export const refusals = (
  error: ProblemsError,
  statement: string,
  { id, sql, file }: { readonly id: string; readonly sql: string; readonly file: SourceFile },
): readonly Problem<SqlRefusal>[] =>
  error.problems.map(({ message }) => ({
    code: "SQL_REFUSED",
    place: sourcePlace(message, { statement, sql, file, linesAfter: 1 }),
    message: `${id}: ${withoutEngineLine(message)}`,
    fix: "correct the SQL, then plan again",
  }));

/** An object of a plan, and the file that declares it. */
export const declaredIn = (plan: Plan, id: string) => {
  const path = plan.changes.find((change) => change.id === id)?.file ?? id;
  const file = plan.sources?.find((source) => source.file === path) ?? { file: path, text: "" };
  return { id, sql: plan.declared[id]?.sql ?? "", file };
};

/**
 * Validates every planned statement with its engine before the first one is executed.
 *
 * @throws ProblemsError SQL_REFUSED with all refusals at once
 */
export const validatePlan = async (
  plan: Plan,
  ports: Pick<ApplyPorts, "athena" | "redshift">,
  { signal }: Pick<ApplyOptions, "signal">,
): Promise<void> => {
  const asked = plan.stages.flatMap((stage) =>
    stage.kind === "statements" && stage.validate !== undefined ? [{ ...stage, validate: stage.validate }] : [],
  );
  const problems = await mapBounded(asked, parallelStatements, async ({ id, engine, validate }) => {
    try {
      // On the same line, because the engine counts lines.
      await engineOf(ports, engine).query(`EXPLAIN ${validate}`, { signal });
      return [];
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      return refusals(error, validate, declaredIn(plan, id));
    }
  });
  if (problems.some((found) => found.length > 0)) throw new ProblemsError("plan", problems.flat());
};
