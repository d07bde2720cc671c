/** The corpus against its engines: every statement that the check accepts, the engine accepts, too. */
import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { openLake, type Lake } from "../../../cli/aws/lake.ts";
import { openSqlLake } from "../../../cli/aws/sql-lake.ts";
import { mapBounded } from "../../../aws/bounded.ts";
import { ProblemsError } from "../../../model/validation/problem.ts";
import { analysisRequest } from "../../../sql/apply/analyze-models.ts";
import { resolveProject } from "../../../sql/project/read-project.ts";
import { contractTables } from "../../../sql/project/tables.ts";
import { flightsDemo } from "../../support/flights-demo.ts";
import { useSandboxInProcess } from "../../support/sandbox.ts";
import { corpusFile, corpusOf, type CorpusStatement } from "../../support/sql/corpus.ts";

/** Statements per query: the engine analyzes them in sequence, and each query takes a while. */
const batchSize = 30;
const parallelBatches = 2;
const parallelStatements = 8;

interface Engine {
  readonly explain: string;
  readonly query: (sql: string) => Promise<unknown>;
}

/** The engine's reason; `undefined` if it accepts the query. */
const refusal = async (sql: string, { query, explain }: Engine): Promise<string | undefined> => {
  try {
    await query(`${explain} ${sql}`);
    return undefined;
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems.map(({ message }) => message).join("; ");
    throw error;
  }
};

const together = (statements: readonly CorpusStatement[]): string =>
  `SELECT ${statements.map(({ sql }, index) => `EXISTS (${sql}) AS c${index}`).join(", ")}`;

/** Statements that the engine refuses, with its reasons. Only refused batches are retried statement by statement. */
const refusals = async (statements: readonly CorpusStatement[], engine: Engine): Promise<readonly string[]> => {
  const count = Math.ceil(statements.length / batchSize);
  const batches = Array.from({ length: count }, (_, at) => statements.slice(at * batchSize, (at + 1) * batchSize));
  const asked = await mapBounded(batches, parallelBatches, async (batch) => {
    if ((await refusal(together(batch), engine)) === undefined) return [];
    const reasons: string[] = [];
    for (const { text, sql } of batch) {
      const reason = await refusal(sql, engine);
      if (reason !== undefined) reasons.push(`${text}: ${reason}`);
    }
    return reasons;
  });
  return asked.flat();
};

describe("statements that pass the check", () => {
  let lake: Lake;
  before(async () => {
    await flightsDemo();
    useSandboxInProcess();
    lake = await openLake("sandbox");
  });

  it("are taken by Trino", async () => {
    const engine: Engine = { explain: "EXPLAIN (TYPE VALIDATE)", query: (sql) => lake.athena.query(sql) };
    expect(await refusals(corpusOf("trino"), engine)).to.deep.equal([]);
  });

  it("are taken by Spark, which finds the columns that the check finds", async () => {
    const { analyze } = (await openSqlLake(lake)).ports;
    const files = corpusOf("spark").map((statement) => corpusFile(statement, "spark"));
    const { objects } = resolveProject(files, await lake.bundle()).project;
    const models = objects.flatMap(({ model }) => model ?? []);
    const tables = contractTables(await lake.bundle());
    const comparisons = objects.map((declared) => ({ ...declared, action: "create" as const, missing: [], declared }));
    const request = analysisRequest(comparisons, { objects, exposures: [] }, tables);
    if (request === undefined) throw new Error("no model is asked about");
    // An earlier answer would be reused, but this tests Spark's current one
    const anew = { ...request, relations: { ...request.relations, [`flights_processed.${randomUUID()}`]: {} } };
    const { models: found } = await analyze(anew, {
      signal: AbortSignal.timeout(60_000),
      onState: () => undefined,
    });
    // A header can't declare every type that a statement can return
    const refused = found.filter(({ refusal }) => refusal !== null && refusal.code !== "MODEL_TYPE_MISMATCH");
    expect(refused.map(({ name, refusal }) => `${name}: ${refusal?.message ?? ""}`)).to.deep.equal([]);
    expect(found.map(({ columns }) => columns.map(({ name }) => name.toLowerCase()))).to.deep.equal(
      models.map(({ columns }) => columns.map(({ name }) => name)),
    );
  });

  it("are taken by Redshift, except what its stand-in can't analyse", async () => {
    const statements = corpusOf("redshift");
    const { redshift } = lake;
    if (redshift === undefined) throw new Error("the sandbox has no Redshift");
    const engine: Engine = { explain: "EXPLAIN", query: (sql) => redshift.query(sql) };
    const [analysed, others] = [false, true].map((is) =>
      statements.filter((one) => (one.unanalysed !== undefined) === is),
    );
    expect(await refusals(analysed ?? [], engine)).to.deep.equal([]);
    // An exception that no longer applies is an error in the data
    const refused = await mapBounded(others ?? [], parallelStatements, ({ sql }) => refusal(sql, engine));
    expect(others?.filter((_, index) => refused[index] === undefined)).to.deep.equal([]);
  });
});
