import { createHash } from "node:crypto";
import { sqlBundleKey } from "../../model/sql/environment.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import { readDocument } from "../../model/documents/document.ts";
import { planKind, type Plan } from "../../model/documents/sql-plan.ts";
import type { SqlRefusal } from "../codes.ts";

const again = planKind.fix;

const refuse = (code: SqlRefusal, place: string, message: string, fix = again): ProblemsError =>
  new ProblemsError("plan", [{ code, place, message, fix }]);

const parse = (text: string, place: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse("PLAN_UNREADABLE", place, `it is not JSON: ${reason}`);
  }
};

/** Parts of a plan that must agree, so that nothing is carried out that isn't shown. */
const contradictions = (
  { bundle, bundleKey, changes, stages }: Plan,
  place: string,
): readonly Problem<SqlRefusal>[] => {
  const found = sqlBundleKey(createHash("sha256").update(bundle).digest("hex"));
  const ids = new Set(changes.map(({ id }) => id));
  const otherBundle: Problem<SqlRefusal> = {
    code: "PLAN_UNREADABLE",
    place: `${place} bundle`,
    message: `its text is that of ${found}, while bundleKey says ${bundleKey}`,
    fix: again,
  };
  const unknown = stages.flatMap((stage, index) =>
    stage.kind === "statements" && !ids.has(stage.id)
      ? [
          {
            code: "PLAN_UNREADABLE" as const,
            place: `${place} stages[${index}].id`,
            message: `"${stage.id}" is not one of the plan's changes`,
            fix: again,
          },
        ]
      : [],
  );
  return [...(found === bundleKey ? [] : [otherBundle]), ...unknown];
};

/**
 * Reads a plan that `sql plan --out` wrote.
 *
 * @param place the file, as shown to people
 * @throws ProblemsError PLAN_UNREADABLE with every invalid place, PLAN_OTHER_STACK if it was made for another stack
 */
export const readPlanFile = (text: string, place: string, { stack }: { readonly stack: string }): Plan => {
  const plan = readDocument(planKind, parse(text, place), place);
  if (plan.stack !== stack) {
    const message = `it was made for the stack "${plan.stack}", not for "${stack}"`;
    throw refuse(
      "PLAN_OTHER_STACK",
      `${place} stack`,
      message,
      `apply it with --stack ${plan.stack}, or make a new one`,
    );
  }
  const problems = contradictions(plan, place);
  if (problems.length > 0) throw new ProblemsError("plan", problems);
  return plan;
};
