import type { TSchema } from "typebox";
import { asOneProblem, checkDocument, type DocumentKind } from "../../model/documents/document.ts";
import { formatProblem } from "../../model/validation/problem.ts";
import type { Of } from "../../model/validation/schema.ts";

/** The result that a job left for a run. */
export interface JobResult<Document> {
  /** Absent if the job left no result, or an unreadable one. */
  readonly document?: Document;
  /** Why the result cannot be read. */
  readonly fault?: string;
}

/**
 * @param found the document; `undefined` if there is none
 * @param key where it was found
 */
export const resultOfRun = <Schema extends TSchema>(
  kind: DocumentKind<Schema>,
  found: unknown,
  { runId, key }: { readonly runId: string; readonly key: string },
): JobResult<Of<Schema>> => {
  if (found === undefined) return {};
  const { document, problems } = checkDocument(kind, found, key);
  if (problems !== undefined) return { fault: formatProblem(asOneProblem(problems)) };
  const { runId: its } = document as { readonly runId?: string };
  const { code, fix } = kind;
  const message = `expected the result of run ${runId}, got that of ${its ?? "no run"}`;
  return its === runId ? { document } : { fault: formatProblem({ code, place: `${key} runId`, message, fix }) };
};
