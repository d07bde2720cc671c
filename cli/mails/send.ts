/** Sends a mail now, through the function that the schedule calls. */
import { lambdaClient } from "../../aws/lambda/client.ts";
import { invokeFunction } from "../../aws/lambda/functions.ts";
import type { MailEvent, MailResult } from "../../lambdas/mail/send-mail.ts";
import { timeZoneOf } from "../../model/mails/check.ts";
import { dueAfter, lastDue } from "../../model/mails/due.ts";
import { failure } from "../../model/validation/failure.ts";
import { openLake } from "../aws/lake.ts";
import { readShown } from "../dashboards/read.ts";
import { mailNamed } from "./named.ts";

export interface SendRequest {
  readonly stack: string;
  readonly name: string;
  /** The reported night; the last one if `undefined`. */
  readonly date: string | undefined;
  /** Also to recipients who already have it. */
  readonly again: boolean;
}

/** @throws ProblemsError MAILS_OFF if the stack sends none, MAIL_FAILED with the function's reason */
export const sendNow = async ({ stack, name, date, again }: SendRequest): Promise<MailResult> => {
  const [lake, read] = await Promise.all([openLake(stack), readShown()]);
  const { mail } = mailNamed(read().mails, name);
  const { mailFunction } = lake.deployment;
  if (mailFunction === undefined || mail === undefined) {
    const message = mail === undefined ? "its file has problems" : "the stack sends no mails";
    const fix =
      mail === undefined ? "see lakehouse mail check" : "set lakehouse:mails in the stack's config and deploy it";
    throw failure("MAILS_OFF", `mail ${name}`, message, fix);
  }
  const timeZone = timeZoneOf(mail, (await lake.bundle()).schedules);
  const scheduledTime =
    date === undefined ? lastDue(mail, timeZone, new Date().toISOString()) : dueAfter(mail, timeZone, date);
  const event: MailEvent = { mail: name, scheduledTime, ...(again && { again }) };
  const { answer, error: reason } = await invokeFunction(lambdaClient(), mailFunction, event);
  if (reason === undefined) return answer as MailResult;
  const [, message = reason, fix = "correct what the message names, then send it again"] =
    /^(.*)\. Fix: (.*)\.$/s.exec(reason) ?? [];
  throw failure("MAIL_FAILED", `function ${mailFunction}`, message, fix);
};
