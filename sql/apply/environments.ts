import { environmentKey } from "../../model/sql/environment.ts";
import { readDocument } from "../../model/documents/document.ts";
import { environmentKind, type Environment } from "../../model/documents/environment.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import type { Plan } from "../../model/documents/sql-plan.ts";
import type { LockedDocuments } from "../../aws/s3/documents.ts";
import type { SqlRefusal } from "../codes.ts";

/** Writes an environment's object after `change`; writes nothing if it stays the same. */
const changeEnvironment = async (
  documents: LockedDocuments,
  name: string,
  change: (before: Environment | undefined) => Environment,
): Promise<void> => {
  const key = environmentKey(name);
  const stored = await documents.find(key);
  const before = stored && readDocument(environmentKind, stored.document, key);
  const text = JSON.stringify(change(before), undefined, 1);
  if (text === JSON.stringify(stored?.document, undefined, 1)) return;
  const written = await (stored === undefined
    ? documents.create(key, text)
    : documents.replace(key, text, stored.etag));
  if (written !== undefined) return;
  const problem: Problem<SqlRefusal> = {
    code: "ENVIRONMENT_TAKEN",
    place: `environment ${name}`,
    message: "somebody else has just changed it",
    fix: 'look at "lakehouse sql history", then resume',
  };
  throw new ProblemsError(problem.place, [problem]);
};

/** Records that a plan's compiled SQL is in effect, in addition to the previous one. */
export const publishBundle = async (documents: LockedDocuments, plan: Plan, revision: number): Promise<void> => {
  // Content-addressed: an existing one is identical.
  await documents.create(plan.bundleKey, plan.bundle);
  await changeEnvironment(documents, plan.environment, (before) => {
    const held = before === undefined ? [] : [...before.previousBundleKeys, before.bundleKey];
    return {
      formatVersion: 1,
      environment: plan.environment,
      revision,
      bundleKey: plan.bundleKey,
      previousBundleKeys: [...new Set(held)].filter((key) => key !== plan.bundleKey),
      own: plan.own,
    };
  });
};

/** Records that nothing of the previous SQL is left. */
export const forgetPrevious = (documents: LockedDocuments, plan: Plan, revision: number): Promise<void> =>
  changeEnvironment(documents, plan.environment, () => ({
    formatVersion: 1,
    environment: plan.environment,
    revision,
    bundleKey: plan.bundleKey,
    previousBundleKeys: [],
    own: plan.own,
  }));
