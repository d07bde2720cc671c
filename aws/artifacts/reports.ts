import { readDocument } from "../../model/documents/document.ts";
import { reportKind, type Report } from "../../model/documents/report.ts";
import { reportKey } from "../../model/names.ts";
import type { Documents } from "../s3/documents.ts";

/**
 * A run's report; `undefined` if it left none.
 *
 * @throws ProblemsError REPORT_UNREADABLE
 */
export const readReport = async ({ read }: Pick<Documents, "read">, runId: string): Promise<Report | undefined> => {
  const key = reportKey(runId);
  const found = await read(key);
  return found === undefined ? undefined : readDocument(reportKind, found, key);
};
