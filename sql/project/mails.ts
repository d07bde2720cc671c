/** Mails, checked against the dashboards whose visuals they show. Pure. */
import type { CheckedDashboard } from "../../model/dashboards/checked.ts";
import type { Schedule } from "../../model/documents/contract-bundle.ts";
import { checkMails, type CheckedMail } from "../../model/mails/check.ts";
import { readMail } from "../../model/mails/read.ts";
import { idsOf, tablesOf, type Readable } from "./dashboards.ts";
import type { SourceFile } from "./source-text.ts";
import type { Exposure } from "./types.ts";

export const resolveMails = (
  files: readonly SourceFile[],
  dashboards: readonly CheckedDashboard[],
  schedules: readonly Schedule[],
): readonly CheckedMail[] =>
  checkMails(
    files.map(({ file, text }) => readMail(file, text)),
    { dashboards, schedules },
  );

/** Each mail as a reader of models and views, through its dashboards' visuals. */
export const mailExposures = (checked: readonly CheckedMail[], readable: Readable): readonly Exposure[] =>
  checked.flatMap(({ file, mail, reads }): readonly Exposure[] => {
    if (mail === undefined) return [];
    const { name, title, owner } = mail;
    return [{ name, kind: "mail", title, owner, file, reads: idsOf(reads, readable), ...tablesOf(reads, readable) }];
  });
