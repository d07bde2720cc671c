/** The sandbox's stack with the repository's SQL applied, and additional files. */
import {
  AthenaClient,
  BatchGetQueryExecutionCommand,
  paginateListQueryExecutions,
  type QueryExecution,
} from "@aws-sdk/client-athena";
import { paginateListStatements, RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { after, before } from "mocha";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLake, type Lake } from "../../../cli/aws/lake.ts";
import { openSqlLake, type SqlLake } from "../../../cli/aws/sql-lake.ts";
import type { Progress } from "../../../cli/output/progress.ts";
import { carryOutPlan, isNothingToDo } from "../../../cli/sql/applying.ts";
import { makePlan } from "../../../cli/sql/planning.ts";
import type { Revision } from "../../../model/documents/revision.ts";
import type { Plan } from "../../../model/documents/sql-plan.ts";
import type { SourceFile } from "../../../sql/project/source-text.ts";
import { sourceFiles } from "../../../sql/project/read-project.ts";
import { missionDemo } from "../mission-demo.ts";
import { sandboxClientOptions, useSandboxInProcess } from "../sandbox.ts";

const silent: Progress = { note: () => undefined, step: (_title, work) => work({ update: () => undefined }) };
const quiet = { progress: silent, signal: new AbortController().signal };

/** A view's file; its columns follow from its SELECT. */
export const viewFile = (name: string, sql: string): SourceFile => ({
  file: `sql/views/${name.replace(".", "-")}.sql`,
  text: `-- name: ${name}\n-- description: Made by a test, and gone after it.\n-- owner: tests\n\n${sql}\n`,
});

export interface SqlFixture {
  readonly lake: Lake;
  readonly sql: SqlLake;
  /** Plans from the repository's files with changes: a file replaces the repository's file of the same path. */
  readonly plan: (files?: readonly SourceFile[], environment?: string) => Promise<Plan>;
  /** Plans and applies, with all required flags. `undefined` if there is nothing to do. */
  readonly apply: (files?: readonly SourceFile[], environment?: string) => Promise<Revision | undefined>;
  /** Path of a file with the plan, as `sql plan --out` writes it. */
  readonly planFile: (plan: Plan) => string;
  readonly rows: (sql: string) => Promise<readonly (readonly (string | null)[])[]>;
  /** Texts of all statements sent to Athena and Redshift so far. */
  readonly statements: () => Promise<readonly string[]>;
  /** Restores the repository's SQL. */
  readonly remove: () => Promise<void>;
}

const athenaStatements = async (athena: AthenaClient, workgroup: string): Promise<readonly string[]> => {
  const texts: string[] = [];
  for await (const page of paginateListQueryExecutions({ client: athena }, { WorkGroup: workgroup, MaxResults: 50 })) {
    const { QueryExecutionIds: ids = [] } = page;
    if (ids.length === 0) continue;
    const { QueryExecutions: found = [] } = await athena.send(
      new BatchGetQueryExecutionCommand({ QueryExecutionIds: ids }),
    );
    texts.push(...found.map(({ Query: text = "" }: QueryExecution) => text));
  }
  return texts;
};

const redshiftStatements = async (redshift: RedshiftDataClient): Promise<readonly string[]> => {
  const texts: string[] = [];
  for await (const { Statements: page = [] } of paginateListStatements({ client: redshift }, { Status: "ALL" })) {
    texts.push(...page.flatMap(({ QueryString: one, QueryStrings: several }) => several ?? one ?? ""));
  }
  return texts;
};

export const sqlFixture = async (): Promise<SqlFixture> => {
  useSandboxInProcess();
  const folder = mkdtempSync(join(tmpdir(), "lakehouse-plans-"));
  const options = sandboxClientOptions();
  const athena = new AthenaClient(options);
  const redshift = new RedshiftDataClient(options);
  const lake = await openLake("sandbox");
  const sql = await openSqlLake(lake);
  const plan = (files: readonly SourceFile[] = [], environment = "production"): Promise<Plan> => {
    const paths = new Set(files.map(({ file }) => file));
    const sources = [...sourceFiles().filter(({ file }) => !paths.has(file)), ...files];
    return makePlan(sql, { environment, sources }, quiet);
  };
  const apply: SqlFixture["apply"] = async (files, environment) => {
    const made = await plan(files, environment);
    return isNothingToDo(made) ? undefined : carryOutPlan(sql, made, quiet);
  };
  return {
    ...{ lake, sql, plan, apply },
    planFile: (made) => {
      const file = join(folder, "plan.json");
      writeFileSync(file, JSON.stringify(made));
      return file;
    },
    rows: async (text) => (await lake.athena.query(text)).rows,
    statements: async () => {
      const asked = await Promise.all([
        athenaStatements(athena, lake.deployment.workgroup),
        redshiftStatements(redshift),
      ]);
      return asked.flat();
    },
    remove: async () => {
      await apply();
      athena.destroy();
      redshift.destroy();
      rmSync(folder, { recursive: true });
    },
  };
};

/** Makes a suite wait for the mission's tables with the repository's SQL applied, which it restores at the end. */
export const useMissionSql = (): { readonly fixture: SqlFixture } => {
  let made: SqlFixture | undefined;
  before(async () => {
    await missionDemo();
    made = await sqlFixture();
    await made.apply();
  });
  after(async () => made?.remove());
  return {
    get fixture() {
      if (made === undefined) throw new Error("the suite's SQL isn't applied yet");
      return made;
    },
  };
};
