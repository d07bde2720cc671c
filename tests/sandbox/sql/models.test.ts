import {
  EntityNotFoundException,
  GetJobRunsCommand,
  GetTableCommand,
  GlueClient,
  type JobRun,
} from "@aws-sdk/client-glue";
import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { runInEngine } from "../../../sandbox/engine.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import { lakehouse } from "../../support/command.ts";
import { useMissionSql } from "../../support/sql/lake.ts";
import { positionAt, type SourceFile } from "../../../sql/project/source-text.ts";
import { sourceFiles } from "../../../sql/project/read-project.ts";

const environment = "preview_models";
const file = "sql/curated/mission-top-ten-customers.sql";
const name = "mission_curated.top_ten_customers";

const quietly = { onState: () => undefined, signal: new AbortController().signal };

/** The repository's model of the ten greatest customers, with a different cutoff. */
const cutAt = (rank: number): SourceFile => {
  const text = sourceFiles().find((source) => source.file === file)?.text ?? "";
  return { file, text: text.replace("r.rank <= 10", `r.rank <= ${rank}`) };
};

describe("a changed model", () => {
  // Runs before production's SQL is restored: hooks run in the order in which they are written
  after(async () => {
    await lakehouse(["sql", "apply", "--schema", environment, "--remove", "--yes"]);
  });
  const suite = useMissionSql();

  let glue: GlueClient;
  let s3: S3Client;
  before(() => {
    glue = new GlueClient(sandboxClientOptions());
    s3 = new S3Client({ ...sandboxClientOptions(), forcePathStyle: true });
  });
  after(() => {
    glue.destroy();
    s3.destroy();
  });
  const objectsBelow = async (prefix: string): Promise<readonly string[]> => {
    const { curatedBucket: Bucket } = suite.fixture.lake.deployment;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
    return Contents.map(({ Key = "" }) => Key);
  };
  const remove = async (keys: readonly string[]): Promise<void> => {
    expect(keys).not.to.have.length(0);
    const { curatedBucket: Bucket } = suite.fixture.lake.deployment;
    for (const Key of keys) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  };
  /** A table as a job creates it, and the prefix of its files. */
  const madeTable = async (table: string): Promise<string> => {
    await runInEngine(`CREATE TABLE ${table} AS SELECT 1 AS one`);
    const [DatabaseName, Name] = table.split(".");
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name }));
    const { curatedBucket } = suite.fixture.lake.deployment;
    return (Table?.StorageDescriptor?.Location ?? "").replace(`s3://${curatedBucket}/`, "");
  };

  const drop = (...tables: readonly string[]): Promise<void> => suite.fixture.sql.ports.curation.drop(tables, quietly);

  const count = async (relation: string): Promise<string | null | undefined> =>
    (await suite.fixture.rows(`SELECT count(*) FROM ${relation}`))[0]?.[0];

  it("is built beside production from production's tables, and goes again", async () => {
    const plan = await suite.fixture.plan([cutAt(3)], environment);
    expect(plan.stages.find(({ kind }) => kind === "build models")).to.deep.include({ models: [name] });
    expect(await suite.fixture.apply([cutAt(3)], environment)).to.include({ state: "applied" });
    const beside = `mission_curated__${environment}.top_ten_customers`;
    expect([await count(beside), await count(name)]).to.deep.equal(["3", "10"]);
    const removed = await lakehouse(["sql", "apply", "--schema", environment, "--remove", "--yes"]);
    expect(removed.exitCode, removed.stderr).to.equal(0);
    expect((await suite.fixture.rows("SHOW DATABASES")).flat()).not.to.include(`mission_curated__${environment}`);
    expect(await objectsBelow(`mission_curated__${environment}/`), "its files go with it").to.deep.equal([]);
  });

  it("whose files are gone is dropped, and one that is gone itself is no error", async () => {
    const table = { DatabaseName: "mission_curated", Name: "half_dropped" };
    const location = await madeTable(`${table.DatabaseName}.${table.Name}`);
    await remove(await objectsBelow(location));
    await drop("mission_curated.never_there", "mission_curated.half_dropped");
    const found = await glue.send(new GetTableCommand(table)).catch((error: unknown) => error);
    expect(found).to.be.instanceOf(EntityNotFoundException);
  });

  it("is looked at while the tables are worked on, by one run at a time", async () => {
    const { curateJob, analyzeJob } = suite.fixture.lake.deployment;
    const newest = async (JobName: string): Promise<JobRun> => {
      const { JobRuns = [] } = await glue.send(new GetJobRunsCommand({ JobName }));
      return JobRuns.reduce((last, run) => (Number(run.StartedOn) > Number(last.StartedOn) ? run : last));
    };
    const relations = { [`mission_curated.${randomUUID()}`]: {} };
    const [one, other, looked] = await Promise.allSettled([
      drop("mission_curated.never_there"),
      drop("mission_curated.never_there"),
      suite.fixture.sql.ports.analyze({ formatVersion: 1, relations, models: [] }, quietly),
    ]);
    expect([one.status, other.status]).to.have.members(["fulfilled", "rejected"]);
    expect(
      String([one, other].map((settled) => (settled.status === "rejected" ? String(settled.reason) : ""))),
    ).to.include(`CURATION_BUSY job ${curateJob}`);
    expect(looked).to.deep.equal({ status: "fulfilled", value: { formatVersion: 1, models: [] } });
    const [dropping, looking] = [await newest(curateJob), await newest(analyzeJob)];
    expect(Number(looking.StartedOn), "at once").to.be.below(Number(dropping.CompletedOn));
    expect(Number(dropping.StartedOn), "at once").to.be.below(Number(looking.CompletedOn));
  });

  it("that Spark refuses has no plan, and the place in the file is named; nothing is built for that", async () => {
    const text = cutAt(3).text.replace("r.rank <= 3", "rankk(r.rank) <= 3");
    const { line, column } = positionAt({ file, text }, text.indexOf("rankk("));
    const message = await suite.fixture.plan([{ file, text }]).then(
      () => "planned",
      (error: unknown) => String(error),
    );
    const place = `${file}:${line}:${column}`;
    expect(message).to.include(`SQL_REFUSED ${place}: model ${name}: [UNRESOLVED_ROUTINE] Cannot resolve function`);
    expect(message).not.to.match(/\bat (org|java)\./);
    expect(await count(name)).to.equal("10");
  });

  it("that fails its test stays unpublished, says which one and how many, and is followed by one that holds", async () => {
    let message = "";
    try {
      await suite.fixture.apply([cutAt(11)]);
    } catch (error) {
      message = String(error);
    }
    expect(message).to.match(/MODEL_TEST_FAILED sql\/curated\/mission-top-ten-customers\.sql.*row_count.*11/);
    expect(await count(name)).to.equal("10");
    const history = await lakehouse(["sql", "history"]);
    expect(history.stdout).to.match(/failed/);
    await suite.fixture.apply([cutAt(9)]);
    expect(await count(name)).to.equal("9");
    await suite.fixture.apply();
    expect(await count(name)).to.equal("10");
  });
});
