import { existsSync } from "node:fs";
import { Option, type Command } from "commander";
import { loadContracts } from "../../contracts/index.ts";
import { ProblemsError } from "../../model/validation/problem.ts";
import { UsageError, type Answer } from "../answer.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { contractsFolder, repositoryRoot } from "../folders.ts";
import { askForSettings } from "../init/ask.ts";
import { settingsOfFlags, type InitFlags } from "../init/flags.ts";
import { readSettings, type StackSettings } from "../init/settings.ts";
import { terminalQuestions } from "../init/terminal.ts";
import { stackFile, startingText, templates, writeStack, type Template } from "../init/write-stack.ts";

interface InitOptions extends CommonOptions, InitFlags {
  readonly template: Template;
  readonly input: boolean;
}

const merged = (known: StackSettings, given: StackSettings): StackSettings => ({
  ...known,
  ...given,
  sources: Object.fromEntries(
    Object.entries(known.sources).map(([name, place]) => [name, { ...place, ...given.sources[name] }]),
  ),
  principals: { ...known.principals, ...given.principals },
});

/** Without a terminal to ask at, required settings must be given. */
const requireSources = ({ sources }: StackSettings): void => {
  const missing = Object.entries(sources).flatMap(([name, { baseUrl }]) => (baseUrl === undefined ? [name] : []));
  if (missing.length === 0) return;
  throw new UsageError(
    ...missing.map((name) => ({
      code: "OPTION_MISSING",
      place: "--source",
      message: `found no address of the source ${name}, and there is no terminal to ask at`,
      fix: `pass --source ${name}=https://<host>/<path>`,
    })),
  );
};

const collected = (given: string, before: readonly string[]): readonly string[] => [...before, given];

const nextSteps = (stack: string, secrets: readonly string[]): string =>
  [
    "Next:",
    `  npm run -s lakehouse -- --stack ${stack} doctor --before`,
    `  pulumi stack init ${stack}`,
    `  pulumi up --stack ${stack}`,
    ...secrets.map(
      (name) => `  npm run -s lakehouse -- --stack ${stack} secret set ${name}   # reads the token from standard input`,
    ),
    `  openssl rand -hex 32 | npm run -s lakehouse -- --stack ${stack} secret set mask-key   # once`,
    `  npm run -s lakehouse -- --stack ${stack} doctor`,
  ].join("\n");

const init = async (options: InitOptions, context: Context): Promise<Answer> => {
  const { stack, template } = options;
  const { bundle } = loadContracts(contractsFolder);
  const sourceNames = bundle.sources.map(({ name }) => name);
  const given = settingsOfFlags(options, sourceNames);
  const isNew = !existsSync(stackFile(repositoryRoot, stack));
  const start = startingText(repositoryRoot, stack, template);
  const known = merged(readSettings(start, sourceNames), given);
  const asks = options.input && context.stdin.isTTY === true;
  const settings = asks ? await askForSettings(terminalQuestions(context), known) : known;
  requireSources(settings);
  const file = `Pulumi.${stack}.yaml`;
  const problems = writeStack(repositoryRoot, stack, start, settings, sourceNames);
  if (problems.length > 0) throw new ProblemsError(`${file} (not written)`, problems);
  const secrets = bundle.sources.map(({ tokenSecret }) => tokenSecret);
  const what = isNew
    ? `${file} written, from Pulumi.${template}.yaml.`
    : `${file} written; what you weren't asked for is as it was.`;
  return {
    document: { stack, file, settings },
    text: `${what}\nWhether the roles exist is checked when it is deployed.\n\n${nextSteps(stack, secrets)}`,
  };
};

export const registerInit = (program: Command, context: Context): void => {
  program
    .command("init")
    .summary("write the settings of an account's stack")
    .description(
      "Asks for what a stack needs (region, network, where the sources are, who is told, who works with the data), or takes it as flags; checks it and writes Pulumi.<stack>.yaml. A file that is there keeps everything else.",
    )
    .addOption(
      new Option("--template <stack>", "file that a new stack begins with: dev is small, prod has everything on")
        .choices([...templates])
        .default("dev"),
    )
    .option("--region <region>", "AWS region")
    .option("--network <kind>", "public, or private: own subnets, which cost something (docs/network.md)")
    .option("--source <name=url...>", "where a source's API is")
    .option(
      "--addresses <name=cidr,...>",
      "where a source is reached, for a private network; may be repeated",
      collected,
      [],
    )
    .option(
      "--principal <name=persona,role...>",
      "who works with the data: persona, ARN of the IAM role, sources if not all",
    )
    .option("--email <address...>", "who is told when a night goes wrong")
    .option("--no-input", "ask nothing, also at a terminal")
    .addHelpText(
      "after",
      `
Examples:
  lakehouse init
  lakehouse init --stack acme --template prod
  lakehouse init --region eu-central-1 --source flights=https://api.acme.com/flights mission=https://api.acme.com/mission \\
    --principal sales=analyst,arn:aws:iam::<account>:role/sales --email nights@acme.com`,
    )
    .action(
      answering(
        context,
        (options: InitOptions) => init(options, context),
        () => "dev",
      ),
    );
};
