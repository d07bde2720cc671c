import { readDocument } from "../../model/documents/document.ts";
import { reportKind, type Report } from "../../model/documents/report.ts";
import { reportKey } from "../../model/names.ts";
import type { ArtifactStore } from "./artifact-store.ts";

/**
 * A run's report; undefined when it left none.
 *
 * @throws ProblemsError REPORT_UNREADABLE
 */
export const readReport = async ({ read }: Pick<ArtifactStore, "read">, runId: string): Promise<Report | undefined> => {
  const key = reportKey(runId);
  const found = await read(key);
  return found === undefined ? undefined : readDocument(reportKind, found, key);
};
