import type { Command } from "commander";
import { systemClock } from "../../aws/clock.ts";
import { readSecret } from "../../aws/secrets/secret-values.ts";
import { loadContracts } from "../../contracts/index.ts";
import { resolveConfig } from "../../infra/config.ts";
import type { Bundle, Dataset, Source } from "../../model/documents/contract-bundle.ts";
import { projectName } from "../../model/names.ts";
import { checkSchema } from "../../model/validation/check-schema.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import { writeNearest } from "../../model/validation/suggestion.ts";
import { kindOf } from "../../sources/index.ts";
import type { SourceLocation } from "../../sources/ports.ts";
import type { ProbeFinding } from "../../sources/probe.ts";
import { UsageError, type Answer } from "../answer.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { tokenVariable } from "../doctor/before/index.ts";
import { contractsFolder, shownPath } from "../folders.ts";
import { settingsOf } from "../local/stack-settings.ts";
import { chooseWindow } from "../night/window.ts";
import { plural } from "../output/format.ts";
import { table } from "../output/table.ts";
import type { Text } from "../output/text.ts";

interface TestOptions extends CommonOptions {
  readonly dataset?: readonly string[];
  readonly date?: string;
  readonly address?: string;
  readonly folder: string;
}

const timeoutSeconds = 30;
/** For one call with all its attempts: whoever waits at a terminal can ask again. */
const patienceSeconds = 10;
/** For all calls of one dataset. */
const datasetSeconds = 120;

const unknown = (code: string, place: string, what: string, name: string, known: readonly string[]): UsageError =>
  new UsageError({
    code,
    place,
    message: `"${name}" is not a ${what}; ${what}s are ${known.join(", ")}`,
    fix: writeNearest(name, known, "name one of them"),
  });

const sourceOf = ({ sources }: Bundle, name: string): Source => {
  const source = sources.find((one) => one.name === name);
  const known = sources.map((one) => one.name);
  if (source === undefined) throw unknown("SOURCE_UNKNOWN", "<source>", "source", name, known);
  return source;
};

const datasetsOf = (
  { datasets }: Bundle,
  source: string,
  chosen: readonly string[] | undefined,
): readonly Dataset[] => {
  const own = datasets.filter((dataset) => dataset.source === source);
  const isNamed = ({ id, name }: Dataset, wanted: string): boolean => id === wanted || name === wanted;
  const odd = chosen?.find((wanted) => !own.some((dataset) => isNamed(dataset, wanted)));
  if (odd !== undefined) {
    const known = own.map(({ name }) => name);
    throw unknown("DATASET_UNKNOWN", "--dataset", `dataset of ${source}`, odd, known);
  }
  return own.filter((dataset) => chosen?.some((wanted) => isNamed(dataset, wanted)) ?? true);
};

const addressOf = (stack: string, bundle: Bundle, source: string): string => {
  const { config, problems } = resolveConfig(stack, settingsOf(stack), bundle.sources);
  if (config === undefined) throw new ProblemsError(`Pulumi.${stack}.yaml`, problems);
  return config.sources[source]?.address ?? "";
};

/** @throws UsageError if the kind has no such addresses */
const checkAddress = (address: string, { kind }: Source): string => {
  const { schema } = kindOf(kind).address;
  const { problems = [] } = checkSchema(schema, address);
  if (problems.length === 0) return address;
  const { title = "an address" }: { readonly title?: string } = schema;
  const message = `found "${address}", must be ${title}`;
  throw new UsageError({ code: "OPTION_INVALID", place: "--address", message, fix: "correct the address" });
};

/** The source's credentials: the environment's, or those of the stack's secret. */
const secretOf = async ({ name, tokenSecret }: Source, stack: string): Promise<string> => {
  if (tokenSecret === undefined) return "";
  const given = process.env[tokenVariable(name)];
  const value = given ?? (await readSecret(`${projectName}/${stack}/${tokenSecret}`));
  if (value !== undefined) return value;
  const problem: Problem = {
    code: "SECRET_EMPTY",
    place: `source ${name}`,
    message: `the stack's secret ${tokenSecret} has no value`,
    fix: `run "lakehouse secret set ${tokenSecret}", or set ${tokenVariable(name)} for this command`,
  };
  throw new ProblemsError("source", [problem]);
};

interface Tested {
  readonly dataset: string;
  readonly findings: readonly ProbeFinding[];
}

const render = (source: string, address: string, tested: readonly Tested[]): Text => {
  const rows = tested.flatMap(({ dataset, findings }) =>
    findings.map(({ about, state, message, fix }) => [
      dataset,
      about,
      state,
      fix === undefined ? message : `${message}. Fix: ${fix}.`,
    ]),
  );
  const faults = tested.flatMap(({ findings }) => findings.filter(({ state }) => state === "FAULT"));
  const columns = [{ title: "dataset" }, { title: "test" }, { title: "state" }, { title: "found" }];
  const verdict =
    faults.length === 0
      ? `${source} answers ${plural(tested.length, "dataset")} as the contracts say.`
      : `${plural(faults.length, "fault")}: tonight would fail, or lose rows.`;
  return [`${source} at ${address}`, "", table(columns, rows), "", verdict];
};

export const registerSources = (program: Command, context: Context): void => {
  const sources = program.command("sources").description("The systems that data comes from.");
  sources
    .command("test")
    .summary("ask a source as tonight's run would")
    .description(
      "Asks a source a handful of times for each of its datasets: credentials, total, first and last page, order, and window. Says what would go wrong tonight. Writes nothing.",
    )
    .argument("<source>", "a source of the contracts")
    .option("--dataset <name...>", "only these datasets")
    .option("--date <date>", "day whose window is asked for (default: the last window that is over)")
    .option("--address <address>", "where the source is, instead of the stack's config")
    .option("--folder <folder>", "where the contracts are", shownPath(contractsFolder))
    .addHelpText(
      "after",
      `
The credentials are those of the stack's secret, or of the environment variable LAKEHOUSE_TOKEN_<SOURCE>.

Examples:
  lakehouse sources test flights
  lakehouse sources test flights --dataset weather --date 2013-06-30
  LAKEHOUSE_TOKEN_SHOP=… lakehouse sources test shop --address https://api.example.com/v1

Exit code: 0 when nothing would go wrong, 1 when something would, 2 for wrong options.`,
    )
    .action(
      answering(context, async (options: TestOptions, name: string): Promise<Answer> => {
        const { stack } = options;
        const { bundle } = loadContracts(options.folder);
        const source = sourceOf(bundle, name);
        const datasets = datasetsOf(bundle, name, options.dataset);
        const address =
          options.address === undefined ? addressOf(stack, bundle, name) : checkAddress(options.address, source);
        const secret = await secretOf(source, stack);
        const location: SourceLocation = { address, secretId: source.tokenSecret };
        const ports = {
          readSecret: () => Promise.resolve(secret),
          // A handful of calls is within every rate
          takeFromRate: () => Promise.resolve(),
          timeoutSeconds,
          patienceSeconds,
          clock: systemClock,
        };
        const now = new Date().toISOString();
        const { date } = options;
        const tested: Tested[] = [];
        for (const dataset of datasets) {
          context.signal.throwIfAborted();
          const window = chooseWindow(bundle, dataset.group, { ...(date !== undefined && { date }) }, now);
          const deadline = Date.now() + datasetSeconds * 1000;
          const findings = await context.progress.step(`Ask for ${dataset.id}`, async () =>
            kindOf(source.kind).probe({ source, location, dataset, window, deadline }, ports),
          );
          tested.push({ dataset: dataset.id, findings });
        }
        const finding = tested.some(({ findings }) => findings.some(({ state }) => state === "FAULT"));
        return { document: { source: name, address, datasets: tested }, text: render(name, address, tested), finding };
      }),
    );
};
