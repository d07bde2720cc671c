import type { Command } from "commander";
import { compareGovernance } from "../../model/governance/compare.ts";
import { asProduction, curatedRelations } from "../../model/governance/curated.ts";
import { governanceOf, type Governance } from "../../model/governance/index.ts";
import type { Principal } from "../../model/documents/deployment.ts";
import type { Declarations } from "../../model/governance/tags.ts";
import { visibilityOf } from "../../model/governance/visibility.ts";
import { formatProblem } from "../../model/validation/problem.ts";
import type { Answer } from "../answer.ts";
import { openLake } from "../aws/lake.ts";
import { askAsEach } from "../governance/ask-as.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { contractsFolder, repositoryRoot } from "../folders.ts";
import { renderMatrix, renderPrincipal } from "../output/access.ts";
import { renderAsked } from "../output/asked.ts";
import { plural } from "../output/format.ts";
import { principalNamed } from "../principals.ts";

interface ShowOptions extends CommonOptions {
  readonly principal?: string;
}

/** Contracts and SQL from the files, by their names in production. */
const readDeclarations = async (): Promise<Declarations> => {
  // the SQL parsers take a moment to load
  const [{ loadContracts }, { readProject }, { compileBundle }] = await Promise.all([
    import("../../contracts/index.ts"),
    import("../../sql/project/read-project.ts"),
    import("../../sql/project/compile.ts"),
  ]);
  const { bundle } = loadContracts(contractsFolder);
  const compiled = compileBundle(readProject(bundle)).bundle;
  return { ...bundle, curated: curatedRelations([asProduction(compiled)]) };
};

/** Contracts, SQL and config from the files, not from the deployment: shows a change before it is made. */
const readFiles = async (stack: string) => {
  const [declared, { resolveConfig }, { readStackConfig }, { ProblemsError }] = await Promise.all([
    readDeclarations(),
    import("../../infra/config.ts"),
    import("../../infra/in-process/stack-config.ts"),
    import("../../model/validation/problem.ts"),
  ]);
  const { config, problems } = resolveConfig(stack, readStackConfig(repositoryRoot, stack), declared.sources);
  if (config === undefined) throw new ProblemsError(`Pulumi.${stack}.yaml`, problems);
  const principals = Object.entries(config.principals).map(([name, own]): Principal => ({ name, ...own }));
  return { declared, principals };
};

const show = async ({ stack, principal }: ShowOptions): Promise<Answer> => {
  const { declared, principals } = await readFiles(stack);
  const asked = principal === undefined ? principals : [principalNamed(principals, principal)];
  const all = asked.map((one) => visibilityOf(declared, one));
  if (all.length === 0) return { document: { principals: [] }, text: "The stack's config names no principal." };
  const text =
    principal === undefined
      ? [
          renderMatrix(all),
          "",
          "Columns: plain, masked, described (name visible, values hidden), hidden.",
          "A view's readers also need every column that the view reads.",
          "Column by column: lakehouse access show --principal <name>",
        ]
      : all.map(renderPrincipal).join("\n\n");
  return { document: { principals: all }, text };
};

interface CheckOptions extends CommonOptions {
  readonly ask: boolean;
}

/** Tables and views of the curated databases, including those of previews. */
const curatedTables = async (databases: Governance["databases"]) => {
  const { tablesOfDatabase } = await import("../../aws/glue/catalog.ts");
  const curated = databases.filter(({ tags }) => tags.zone === "curated").map(({ name }) => tablesOfDatabase(name));
  return (await Promise.all(curated)).flatMap((tables) => tables ?? []);
};

const check = async ({ stack, ask }: CheckOptions, { progress, signal }: Context): Promise<Answer> => {
  // its SDK is loaded for this command only
  const { readAppliedRelations, openGovernance } = await import("../aws/governance.ts");
  const lake = await openLake(stack);
  const curated = await readAppliedRelations(lake.deployment.artifactsBucket);
  const declared = { ...(await lake.bundle()), curated };
  const { databases } = governanceOf(declared, lake.deployment.governance);
  const names = databases.map(({ name }) => name);
  const live = await progress.step("Read grants, tags and settings", () =>
    openGovernance(names, lake.deployment.rawBucket),
  );
  const { principals } = lake.deployment.governance;
  const asked = ask
    ? await progress.step("Query the engine as each principal", async () =>
        askAsEach(principals, {
          athenaAs: lake.athenaAs,
          visibilityOf: (principal) => visibilityOf(declared, principal),
          relations: await curatedTables(databases),
          signal,
        }),
      )
    : [];
  const findings = [
    ...compareGovernance(declared, lake.deployment.governance, live),
    ...asked.flatMap((one) => one.findings),
  ];
  const checked = {
    principals: principals.length,
    grants: live.grants.length,
    databases: live.databases.length,
    tables: live.tables.length,
    columns: live.tables.reduce((sum, { columns }) => sum + Object.keys(columns).length, 0),
  };
  const summary = `${plural(checked.principals, "principal")}, ${plural(checked.grants, "grant")}, ${plural(checked.tables, "table")} and ${plural(checked.columns, "column")} checked: ${findings.length === 0 ? "as declared in contracts, SQL and config" : plural(findings.length, "finding")}.`;
  return {
    document: { checked, asked: asked.map(({ principal, answers }) => ({ principal, answers })), findings },
    text: [...findings.map(formatProblem), ...renderAsked(asked), summary].join("\n"),
    finding: findings.length > 0,
  };
};

export const registerAccess = (program: Command, context: Context): void => {
  const access = program.command("access").description("Who may see what: as declared, and in the account.");
  access
    .command("show")
    .summary("show who should see what")
    .description(
      "Shows which tables and columns each principal sees, masked or plain, based only on contracts, SQL files and the stack's config: nothing needs to be deployed.",
    )
    .option("--principal <name>", "show only this principal, column by column")
    .addHelpText("after", "\nExamples:\n  lakehouse access show\n  lakehouse access show --principal analyst --json")
    .action(answering(context, (options: ShowOptions) => show(options)));
  access
    .command("check")
    .summary("check it against the account")
    .description(
      "Compares the account's Lake Formation settings, locations, grants and tags with contracts, applied SQL and config, and queries Athena as each principal to see which columns of the curated tables and views it can read. Excess access and missing access are both findings.",
    )
    .option("--no-ask", "only compare grants and tags, without queries")
    .addHelpText("after", "\nExit code: 0 when everything is as declared, 1 when there are findings.")
    .action(answering(context, (options: CheckOptions) => check(options, context)));
};
