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
  const missing = Object.entries(sources).flatMap(([name, { address }]) => (address === undefined ? [name] : []));
  if (missing.length === 0) return;
  throw new UsageError(
    ...missing.map((name) => ({
      code: "OPTION_MISSING",
      place: "--source",
      message: `no address is given for the source ${name}, and there is no terminal to ask at`,
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
  const known = merged(readSettings(start, bundle.sources), given);
  const asks = options.input && context.stdin.isTTY === true;
  const settings = asks ? await askForSettings(terminalQuestions(context), known, bundle.sources) : known;
  requireSources(settings);
  const file = `Pulumi.${stack}.yaml`;
  const problems = writeStack(repositoryRoot, stack, start, settings, bundle.sources);
  if (problems.length > 0) throw new ProblemsError(`${file} (not written)`, problems);
  const secrets = bundle.sources.flatMap(({ tokenSecret }) => tokenSecret ?? []);
  const what = isNew
    ? `${file} written, from Pulumi.${template}.yaml.`
    : `${file} written; all other settings are unchanged.`;
  return {
    document: { stack, file, settings },
    text: `${what}\nThe deployment checks whether the roles exist.\n\n${nextSteps(stack, secrets)}`,
  };
};

export const registerInit = (program: Command, context: Context): void => {
  program
    .command("init")
    .summary("write a stack's settings for an AWS account")
    .description(
      "Asks for the settings that a stack requires (region, network, sources, alarm recipients, data users), or takes them as flags; checks them and writes Pulumi.<stack>.yaml. An existing file keeps all its other settings.",
    )
    .addOption(
      new Option("--template <stack>", "template for a new stack: dev is small, prod enables everything")
        .choices([...templates])
        .default("dev"),
    )
    .option("--region <region>", "AWS region")
    .option("--network <kind>", "public, or private with subnets of its own, which cost money (docs/network.md)")
    .option("--source <name=address...>", "where a source is, such as an API's URL")
    .option(
      "--addresses <name=cidr,...>",
      "addresses of a source, for a private network; may be repeated",
      collected,
      [],
    )
    .option("--principal <name=persona,role...>", "data user: persona, ARN of the IAM role, and sources unless all")
    .option("--email <address...>", "who is notified when a night fails")
    .option("--no-input", "don't ask anything, even at a terminal")
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
