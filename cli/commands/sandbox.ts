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
    .summary("show a part's log")
    .description(`Prints the last ${linesOfLog} lines of a part's log, or all of it.`)
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
    .summary("list mails sent in the sandbox")
    .description(
      "Lists every message with its file, which mail programs can open. As in an account, addresses receive nothing until they are confirmed: --confirm follows the link in the confirmation message.",
    )
    .option("--confirm <address>", "confirm an address as its owner would")
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
    .summary("set up the sandbox and start stopped parts")
    .description(
      "Installs missing parts into the user's cache folder, resuming interrupted downloads, and starts every part.",
    )
    .action(
      answering(context, async () => {
        await bringUpSandbox(context.progress, {});
        return statusAnswer();
      }),
    );
  sandbox
    .command("stop")
    .summary("stop every process, keep the data")
    .description("Stops every process of the sandbox, including any left by a killed command. Keeps data and logs.")
    .action(
      answering(context, async () => {
        await context.progress.step("Sandbox: stop", () => stopSandbox());
        return { document: sandboxStatus(), text: "The sandbox is stopped; no process is left." };
      }),
    );
  sandbox
    .command("status")
    .summary("show which parts run")
    .description("Shows the sandbox's parts, their addresses and processes.")
    .addHelpText("after", "\nExit code: 0 when every part runs, 1 when one doesn't.")
    .action(answering(context, () => Promise.resolve({ ...statusAnswer(), finding: !sandboxStatus().running })));
  registerLogs(sandbox, context);
  registerMailbox(sandbox, context);
  sandbox
    .command("reset")
    .summary("stop it and remove its data")
    .description("Stops the sandbox and removes its data, state and logs. Keeps downloads.")
    .action(
      answering(context, async () => {
        await context.progress.step("Sandbox: reset", () => resetSandbox());
        return { document: sandboxStatus(), text: "The sandbox is stopped and empty." };
      }),
    );
};
