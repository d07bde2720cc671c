import { Argument, type Command } from "commander";
import {
  confirmAddress,
  resetSandbox,
  sandboxLogs,
  sandboxMailbox,
  sandboxParts,
  sandboxStatus,
  stopSandbox,
  type PartName,
} from "../../sandbox/index.ts";
import type { Answer } from "../answer.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { bringUpSandbox } from "../local/sandbox-start.ts";
import { shownPath } from "../folders.ts";
import { table, type Column } from "../output/table.ts";

const statusAnswer = (): Answer => {
  const status = sandboxStatus();
  const rows = status.parts.map((part) => [
    part.name,
    part.running ? "running" : "stopped",
    part.url ?? "",
    part.processIds.join(" "),
  ]);
  const { page } = status;
  if (page !== undefined) rows.push(["page", "running", page.url, page.processIds.join(" ")]);
  const columns: readonly Column[] = [
    { title: "part" },
    { title: "state" },
    { title: "address" },
    { title: "processes", shortenTo: 12 },
  ];
  return { document: status, text: [table(columns, rows), "", `Data and logs: ${status.folder}`] };
};

/** The last lines of a text; 0 means none. */
const lastLines = (text: string, count: number): string => text.trimEnd().split("\n").slice(-count).join("\n");
const linesOfLog = 200;

const registerLogs = (sandbox: Command, context: Context): void => {
  sandbox
    .command("logs")
    .summary("what a part wrote")
    .description(`Prints the last ${linesOfLog} lines that a part has written, or all of them.`)
    .addArgument(new Argument("<part>", "part of the sandbox").choices(sandboxParts))
    .option("--all", "print the whole log")
    .addHelpText("after", "\nExample:\n  lakehouse sandbox logs trino --all | less")
    .action(
      answering(context, ({ all }: CommonOptions & { readonly all?: boolean }, part: PartName) => {
        const log = sandboxLogs(part);
        const text = all === true ? log : lastLines(log, linesOfLog);
        return Promise.resolve({ document: { part, log: text }, text });
      }),
    );
};

interface MailboxOptions extends CommonOptions {
  readonly confirm?: string;
}

const registerMailbox = (sandbox: Command, context: Context): void => {
  sandbox
    .command("mailbox")
    .summary("mails that were sent in the sandbox")
    .description(
      "Lists every message with the file that holds it, which mail programs open. Addresses get nothing before they are confirmed, as in an account: --confirm follows the link of the message that asks for it.",
    )
    .option("--confirm <address>", "confirms an address as its owner would")
    .action(
      answering(context, async ({ confirm }: MailboxOptions) => {
        if (confirm !== undefined) {
          await confirmAddress(confirm);
          return { document: { confirmed: confirm }, text: `${confirm} is confirmed.` };
        }
        const messages = await sandboxMailbox();
        const rows = messages.map(({ to, subject, file }) => [to, subject, shownPath(file)]);
        const columns: readonly Column[] = [{ title: "to" }, { title: "subject", shortenTo: 30 }, { title: "file" }];
        return { document: { messages }, text: rows.length === 0 ? "No mail was sent." : table(columns, rows) };
      }),
    );
};

export const registerSandbox = (program: Command, context: Context): void => {
  const sandbox = program.command("sandbox").description("AWS on a laptop: emulator, Spark, Trino, a demo source.");
  sandbox
    .command("start")
    .summary("set up and start what doesn't run")
    .description("Installs what is missing, resumably and into the user's cache folder, and starts every part.")
    .action(
      answering(context, async () => {
        await bringUpSandbox(context.progress, {});
        return statusAnswer();
      }),
    );
  sandbox
    .command("stop")
    .summary("end every process, keep the data")
    .description("Ends every process of the sandbox, also what a killed command left. Data and logs stay.")
    .action(
      answering(context, async () => {
        await context.progress.step("Sandbox: stop", () => stopSandbox());
        return { document: sandboxStatus(), text: "The sandbox is stopped; no process is left." };
      }),
    );
  sandbox
    .command("status")
    .summary("which parts run")
    .description("Shows the sandbox's parts, their addresses and processes.")
    .addHelpText("after", "\nExit code: 0 when every part runs, 1 when one doesn't.")
    .action(answering(context, () => Promise.resolve({ ...statusAnswer(), finding: !sandboxStatus().running })));
  registerLogs(sandbox, context);
  registerMailbox(sandbox, context);
  sandbox
    .command("reset")
    .summary("stop it and remove its data")
    .description("Stops the sandbox and removes its data, state and logs. What was downloaded stays.")
    .action(
      answering(context, async () => {
        await context.progress.step("Sandbox: reset", () => resetSandbox());
        return { document: sandboxStatus(), text: "The sandbox is stopped and empty." };
      }),
    );
};
