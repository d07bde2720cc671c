import type { Command } from "commander";
import { loadContracts } from "../../contracts/index.ts";
import { resolveConfig } from "../../infra/config.ts";
import { ProblemsError } from "../../model/validation/problem.ts";
import { UsageError, type Answer } from "../answer.ts";
import { readDeployment } from "../../aws/ssm/deployment.ts";
import { openLake } from "../aws/lake.ts";
import { describePlace } from "../aws/place.ts";
import { whereAmI } from "../../aws/sts/caller.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { runChecks, type Check } from "../doctor/check.ts";
import { contractsFolder } from "../folders.ts";
import { settingsOf } from "../local/stack-settings.ts";
import { renderChecks } from "../output/doctor.ts";

interface DoctorOptions extends CommonOptions {
  readonly before?: boolean;
  readonly only?: readonly string[];
}

const isDeployed = async (stack: string): Promise<boolean> => {
  try {
    await readDeployment(stack);
    return true;
  } catch (error) {
    if (error instanceof ProblemsError && error.problems[0]?.code === "DEPLOYMENT_MISSING") return false;
    throw error;
  }
};

const checksOf = async (stack: string, before: boolean): Promise<readonly Check[]> => {
  const settings = settingsOf(stack);
  const { bundle } = loadContracts(contractsFolder);
  const resolved = resolveConfig(stack, settings, bundle.sources);
  const { config } = resolved;
  if (config === undefined) throw new ProblemsError(`Pulumi.${stack}.yaml`, resolved.problems);
  if (!before) return (await import("../doctor/after/index.ts")).checksAfter(await openLake(stack), config.sources);
  const { checksBefore } = await import("../doctor/before/index.ts");
  return checksBefore({ stack, settings, config, bundle, isDeployed: await isDeployed(stack) });
};

/** @throws UsageError CHECK_UNKNOWN */
const chosen = (checks: readonly Check[], only: readonly string[]): readonly Check[] => {
  const codes = checks.map(({ code }) => code);
  const unknown = only.filter((code) => !codes.includes(code));
  if (unknown.length > 0) {
    throw new UsageError({
      code: "CHECK_UNKNOWN",
      place: "--only",
      message: `found ${unknown.join(", ")}; allowed values are ${codes.join(", ")}`,
      fix: "name some of them",
    });
  }
  return only.length === 0 ? checks : checks.filter(({ code }) => only.includes(code));
};

const doctor = async ({ stack, before = false, only = [] }: DoctorOptions, context: Context): Promise<Answer> => {
  const checks = chosen(await checksOf(stack, before), only);
  const results = await runChecks(checks, context.progress, context.signal);
  const place = await whereAmI();
  const { account, region, endpoint } = place;
  return {
    document: { stack, account, region, endpoint, before, checks: results },
    text: renderChecks(`In ${describePlace(stack, place)}`, results),
    finding: results.some(({ state }) => state === "failed"),
  };
};

export const registerDoctor = (program: Command, context: Context): void => {
  program
    .command("doctor")
    .summary("check an account before or after the deployment")
    .description(
      "Checks what a night needs and files alone can't guarantee. For a deployed stack: the sources with their tokens, a message through queue and function, starts of the state machine, crawlers and job, creating and dropping a table, a query as each principal, and whether alarms reach someone. Leaves behind only log and history entries and the results of crawls. Before the first deployment, with --before: the caller's permissions, quotas, Lake Formation, settings, names and sources; read-only.",
    )
    .option("--before", "check an account that the stack isn't deployed to yet")
    .option("--only <code...>", "only these checks, e.g. QUEUE_AND_FUNCTION")
    .addHelpText(
      "after",
      `
Costs a few cents in an account: a job of two workers for a minute or two, and a crawl of each source that hasn't been crawled for a week.

Examples:
  lakehouse doctor --stack acme --before
  LAKEHOUSE_TOKEN_FLIGHTS=… lakehouse doctor --stack acme --before
  lakehouse doctor --only SOURCES ALARMS_HEARD
  lakehouse doctor --json

Exit code: 0 when there is nothing to fix, 1 otherwise. Checks that can't be run from here don't count as failures.`,
    )
    .action(answering(context, (options: DoctorOptions) => doctor(options, context)));
};
