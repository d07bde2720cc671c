import { createHash } from "node:crypto";
import { sqlBundleKey } from "../../model/sql/environment.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import { placeOf, validatePlan } from "./plan-schema.ts";
import type { Plan } from "../../model/documents/sql-plan.ts";

const again = 'make the plan again: "lakehouse sql plan --out <file>"';
const formatVersion = 1;

const refuse = (code: string, place: string, message: string, fix = again): ProblemsError =>
  new ProblemsError("plan", [{ code, place, message, fix }]);

const parse = (text: string, place: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse("PLAN_UNREADABLE", place, `it is not JSON: ${reason}`);
  }
};

const formatOf = (document: unknown): unknown =>
  typeof document === "object" && document !== null && "formatVersion" in document ? document.formatVersion : undefined;

/** Parts of a plan that have to agree, so that nothing is carried out that isn't shown. */
const contradictions = ({ bundle, bundleKey, changes, stages }: Plan, place: string): readonly Problem[] => {
  const found = sqlBundleKey(createHash("sha256").update(bundle).digest("hex"));
  const ids = new Set(changes.map(({ id }) => id));
  const otherBundle = {
    code: "PLAN_UNREADABLE",
    place: `${place} bundle`,
    message: `its text is that of ${found}, while bundleKey says ${bundleKey}`,
    fix: again,
  };
  const unknown = stages.flatMap((stage, index) =>
    stage.kind === "statements" && !ids.has(stage.id)
      ? [
          {
            code: "PLAN_UNREADABLE",
            place: `${place} stages[${index}].id`,
            message: `"${stage.id}" is none of the plan's changes`,
            fix: again,
          },
        ]
      : [],
  );
  return [...(found === bundleKey ? [] : [otherBundle]), ...unknown];
};

/**
 * Reads a plan back that `sql plan --out` wrote.
 *
 * @param place the file, as it is shown to people
 * @throws ProblemsError PLAN_UNREADABLE with every place that is wrong, PLAN_FORMAT for a plan of another version of
 *   this program, PLAN_OTHER_STACK for one that was made for another stack
 */
export const readPlanFile = (text: string, place: string, { stack }: { readonly stack: string }): Plan => {
  const document = parse(text, place);
  const format = formatOf(document);
  if (format !== undefined && format !== formatVersion) {
    const message = `its format is ${JSON.stringify(format)}; this program reads ${formatVersion}`;
    throw refuse("PLAN_FORMAT", `${place} formatVersion`, message);
  }
  if (!validatePlan(document)) {
    const problems = (validatePlan.errors ?? []).map((error) => ({
      code: "PLAN_UNREADABLE",
      place: [place, placeOf(error)].filter((part) => part !== "").join(" "),
      message: error.message ?? "it is not as a plan is",
      fix: again,
    }));
    throw new ProblemsError("plan", problems);
  }
  if (document.stack !== stack) {
    const message = `it was made for the stack "${document.stack}", not for "${stack}"`;
    throw refuse(
      "PLAN_OTHER_STACK",
      `${place} stack`,
      message,
      `apply it with --stack ${document.stack}, or make another`,
    );
  }
  const problems = contradictions(document, place);
  if (problems.length > 0) throw new ProblemsError("plan", problems);
  return document;
};
