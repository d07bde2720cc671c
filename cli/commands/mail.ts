import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { CheckedMail } from "../../model/mails/check.ts";
import { ProblemsError } from "../../model/validation/problem.ts";
import { parseDate } from "../../model/windows.ts";
import { UsageError, type Answer } from "../answer.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { readShown } from "../dashboards/read.ts";
import { shownPath } from "../folders.ts";
import { numberOf } from "../number-option.ts";
import { plural } from "../output/format.ts";
import { table, type Column } from "../output/table.ts";

const checkAnswer = (mails: readonly CheckedMail[]): Answer => {
  const problems = mails.flatMap((one) => one.problems);
  if (problems.length > 0) throw new ProblemsError("mails", problems);
  const valid = mails.flatMap(({ mail }) => mail ?? []);
  const columns: readonly Column[] = [{ title: "mail" }, { title: "audience" }, { title: "at" }, { title: "nights" }];
  const rows = valid.map(({ name, audience, at, nights }) => [name, audience, at, nights.join(", ")]);
  return {
    document: { mails: valid.map(({ name }) => name), problems: [] },
    text: [table(columns, rows), "", `${plural(rows.length, "mail")}, all valid.`],
  };
};

interface PreviewOptions extends CommonOptions {
  readonly as?: string;
  readonly date?: string;
  readonly out?: string;
  readonly open?: boolean;
  readonly port: string;
}

interface SendOptions extends CommonOptions {
  readonly date?: string;
  readonly again?: boolean;
}

const dateOf = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  const parsed = parseDate(text, "--date");
  if ("problem" in parsed) throw new UsageError(parsed.problem);
  return parsed.date;
};

export const registerMail = (program: Command, context: Context): void => {
  const mail = program.command("mail").description("The morning mails, declared in mails/*.yaml.");
  mail
    .command("check")
    .summary("check every mail, offline")
    .description(
      "Checks all mails against the dashboards whose visuals they show, the groups whose nights they report, and what their audience may see.",
    )
    .addHelpText("after", "\nExit code: 0 when all are valid, 1 when there are problems.")
    .action(answering(context, async () => checkAnswer((await readShown())().mails)));
  mail
    .command("preview")
    .summary("show a mail as it would be sent")
    .description(
      "Queries Athena for a mail's figures and pictures and shows both of its parts in the browser, until Ctrl-C. Nothing is sent.",
    )
    .argument("[name]", "name of the mail; required if there are several")
    .option("--as <principal>", "use this principal's role (default: one of the mail's audience)")
    .option("--date <day>", "the reported night, YYYY-MM-DD (default: the last one)")
    .option("--out <file>", "write the page to this file instead of serving it")
    .option("--open", "open the page in the browser")
    .option("--port <number>", "port on 127.0.0.1; 0 for any free port", "0")
    .addHelpText(
      "after",
      `
With --json the subject and both parts are printed, and nothing is served.

Examples:
  lakehouse mail preview operations --open
  lakehouse mail preview operations --date 2026-03-09 --out mail.html`,
    )
    .action(
      answering(context, async ({ stack, json, ...options }: PreviewOptions, name: string | undefined) => {
        const date = dateOf(options.date);
        const { previewMail, previewPage } = await import("../mails/preview.ts");
        const preview = await previewMail({ stack, name, as: options.as, date, signal: context.signal });
        const { content, day } = preview.composed;
        const document = {
          ...{ mail: preview.mail.name, day, state: content.state, dueAt: preview.dueAt, as: preview.as },
          ...{ subject: content.subject, text: preview.text, html: preview.html },
        };
        const page = previewPage(preview);
        if (options.out !== undefined) {
          writeFileSync(resolve(options.out), page);
          return { document, text: [content.subject, shownPath(resolve(options.out))] };
        }
        if (json === true) return { document, text: "" };
        const { servePage } = await import("../mails/serve.ts");
        const answer = await servePage(
          page,
          numberOf(options.port, "--port", 0, 65535),
          options.open === true,
          context,
        );
        return { ...answer, text: [content.subject, answer.text] };
      }),
    );
  mail
    .command("send")
    .summary("send a mail now")
    .description(
      "Calls the function that the mail's schedule calls. It sends the mail to all recipients, once per night unless --again is given.",
    )
    .argument("<name>", "name of the mail")
    .option("--date <day>", "the reported night, YYYY-MM-DD (default: the last one)")
    .option("--again", "also send to recipients who already have it")
    .addHelpText("after", "\nExit code: 1 when somebody didn't get it; the error says who and why.")
    .action(
      answering(context, async ({ stack, date, again = false }: SendOptions, name: string) => {
        const { sendNow } = await import("../mails/send.ts");
        const asked = { stack, name, date: dateOf(date), again };
        const result = await context.progress.step(`Send ${name}`, () => sendNow(asked));
        const { subject, sent, sentBefore } = result;
        const before = sentBefore === 0 ? "" : `, ${plural(sentBefore, "address", "addresses")} already had it`;
        return { document: result, text: [subject, `Sent to ${plural(sent, "address", "addresses")}${before}.`] };
      }),
    );
};
