import { Command, CommanderError } from "commander";
import { renderDocument, renderLine, type Context } from "./context.ts";
import { describeError, exitCodes, renderFailure, type ExitCode, type Failure } from "./output/errors.ts";

const description = `A lakehouse on AWS, declared by data contracts.

If this clone has a sandbox, commands use it, and fail when it isn't running. Without one, or with --account, they use AWS with the SDK's usual configuration. AWS_ENDPOINT_URL, if set, overrides both.`;

const help = `
Examples:
  lakehouse demo                                   from nothing to SQL answers
  lakehouse doctor                                 does everything work here?
  lakehouse run flights --date 2014-01-01          one night
  lakehouse status                                 was last night complete?
  lakehouse next                                   what runs when, and what will it read?
  lakehouse drift                                  do the sources send what the contracts say?
  lakehouse sql plan                               what would an SQL change do?
  lakehouse query "select * from flights_curated.busiest_routes limit 10"

Exit codes: 0 success, 1 failure or finding, 2 wrong usage (sql plan: changes), 130 interrupted.
Answers go to stdout, progress and errors to stderr. Tables are fitted to the terminal; files and pipes get them in full.`;

type Register = (program: Command, context: Context) => void;

/** By name, in the help's order. A command is loaded on demand: loading all of them takes seconds. */
const commands: Readonly<Record<string, () => Promise<Register>>> = {
  demo: async () => (await import("./commands/demo.ts")).registerDemo,
  sandbox: async () => (await import("./commands/sandbox.ts")).registerSandbox,
  init: async () => (await import("./commands/init.ts")).registerInit,
  deploy: async () => (await import("./commands/deploy.ts")).registerDeploy,
  doctor: async () => (await import("./commands/doctor.ts")).registerDoctor,
  contracts: async () => (await import("./commands/contracts.ts")).registerContracts,
  sources: async () => (await import("./commands/sources.ts")).registerSources,
  run: async () => (await import("./commands/run.ts")).registerRun,
  status: async () => (await import("./commands/status.ts")).registerStatus,
  next: async () => (await import("./commands/next.ts")).registerNext,
  drift: async () => (await import("./commands/drift.ts")).registerDrift,
  query: async () => (await import("./commands/query.ts")).registerQuery,
  sql: async () => (await import("./commands/sql.ts")).registerSql,
  dashboards: async () => (await import("./commands/dashboards.ts")).registerDashboards,
  mail: async () => (await import("./commands/mail.ts")).registerMail,
  lineage: async () => (await import("./commands/lineage.ts")).registerLineage,
  access: async () => (await import("./commands/access.ts")).registerAccess,
  secret: async () => (await import("./commands/secret.ts")).registerSecret,
};

/**
 * The command that the arguments start with, or all of them: for the help, and to suggest a name for a misspelled one.
 */
const registrationsFor = (argv: readonly string[]): Promise<readonly Register[]> => {
  const [first = ""] = argv;
  const asked = Object.hasOwn(commands, first) ? commands[first] : undefined;
  return Promise.all((asked === undefined ? Object.values(commands) : [asked]).map((load) => load()));
};

const buildProgram = (context: Context, registrations: readonly Register[]): Command => {
  const program = new Command("lakehouse")
    .description(description)
    .option("--stack <name>", "stack of the program (default: sandbox if there is one, otherwise dev)")
    .option("--account", "use an AWS account even if there is a sandbox")
    .option("--json", "print the answer as one JSON document")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      // Commander would print it at once; errors are printed in one place, and as JSON under --json.
      outputError: () => undefined,
    })
    .exitOverride()
    .addHelpText("after", help);
  for (const register of registrations) register(program, context);
  return program;
};

const isHelp = ({ code }: CommanderError): boolean =>
  code === "commander.helpDisplayed" || code === "commander.help" || code === "commander.version";

const usageFailure = ({ message }: CommanderError): Failure => {
  const [first = "", ...suggestion] = message.replace(/^error: /, "").split("\n");
  const hint = suggestion.map((line) => ` ${line.trim()}`).join("");
  const problem = {
    code: "USAGE",
    place: "lakehouse",
    message: `${first}${hint}`,
    fix: "add --help to see what is allowed",
  };
  return { problems: [problem], exitCode: exitCodes.usage };
};

/** What the process passes to a command; the rest is between the command and `runCommand`. */
type ProcessContext = Omit<Context, "onOutcome" | "onPartWritten">;

/**
 * Runs one command and shows its answer or its error.
 *
 * @param argv without the interpreter and the script
 */
export const runCommand = async (argv: readonly string[], context: ProcessContext): Promise<ExitCode> => {
  let exitCode: ExitCode = exitCodes.ok;
  const onOutcome: Context["onOutcome"] = (outcome) => {
    exitCode = outcome === "finding" ? exitCodes.failure : exitCodes.changes;
  };
  const answer = { isBegun: false };
  const onPartWritten = (): void => {
    answer.isBegun = true;
  };
  try {
    const program = buildProgram({ ...context, onOutcome, onPartWritten }, await registrationsFor(argv));
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && isHelp(error)) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const failure = error instanceof CommanderError ? usageFailure(error) : describeError(error);
    context.stderr.write(`${renderFailure(failure)}\n`);
    const renderJson = argv.includes("--watch") ? renderLine : renderDocument;
    if (argv.includes("--json") && !answer.isBegun)
      context.stdout.write(`${renderJson({ error: { problems: failure.problems } })}\n`);
    if (process.env["LAKEHOUSE_DEBUG"] !== undefined && error instanceof Error) {
      context.stderr.write(`${error.stack ?? ""}\n`);
    }
    return failure.exitCode;
  }
};
