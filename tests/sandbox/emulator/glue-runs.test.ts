import { BatchStopJobRunCommand, GetTableCommand } from "@aws-sdk/client-glue";
import { expect } from "chai";
import { strToU8, zipSync } from "fflate";
import { setTimeout as sleep } from "node:timers/promises";
import { athenaFixture } from "../../support/athena.ts";
import { glueFixture, type GlueFixture } from "../../support/glue.ts";
import { appendScript, behaveScript, failingLine, leavingScript } from "./scripts.ts";

describe("Glue job runs", () => {
  let fixture: GlueFixture;
  let behave: string;

  before(async () => {
    fixture = await glueFixture();
    behave = await fixture.job(behaveScript);
  });
  after(() => fixture.remove());

  const running = async (run: string): Promise<void> => {
    while (!(await fixture.log("output", run)).includes("mode wait")) await sleep(100);
  };

  it("run the script on real Spark: s3:// in, Iceberg in Glue's catalog out, Athena reads the same table", async () => {
    await fixture.put("in/a.jsonl", '{"id":9007199254740993,"name":"x"}\n{"id":2,"name":"y"}\n');
    const packageUri = await fixture.put(
      "lib.zip",
      zipSync({ "greeting/__init__.py": strToU8("def greet():\n    return 'hello from the package'\n") }),
    );
    const table = `${fixture.database}.people`;
    const job = await fixture.job(appendScript, { "--extra-py-files": packageUri, "--bucket": "replaced by the run" });
    const id = await fixture.start(job, { "--bucket": fixture.bucket, "--table": table });
    expect(id).to.match(/^jr_[0-9a-f]{64}$/);
    const run = await fixture.ended(job, id);
    expect(run.ErrorMessage).to.equal(undefined);
    expect(run).to.include({ JobRunState: "SUCCEEDED", JobName: job, GlueVersion: "5.1" });
    expect(run.ExecutionTime).to.be.at.least(1);

    const output = await fixture.log("output", id);
    const progress = { event: "progress", count: 2, job, greeting: "hello from the package" };
    expect(JSON.parse(output[0] ?? "")).to.deep.equal(progress);
    const { argv } = JSON.parse(output[1] ?? "") as { argv: string[] };
    const valueOf = (name: string): string | undefined => argv[argv.indexOf(name) + 1];
    expect(valueOf("--JOB_RUN_ID")).to.equal(id);
    expect(valueOf("--bucket")).to.equal(fixture.bucket);
    expect(valueOf("--extra-py-files")).to.equal(packageUri);
    expect(await fixture.log("error", id)).to.include("to stderr");

    const { Table } = await fixture.glue.send(new GetTableCommand({ DatabaseName: fixture.database, Name: "people" }));
    expect(Table?.Parameters).to.include({ table_type: "ICEBERG" });
    const athena = await athenaFixture();
    const { rows } = await athena.query(`SELECT id, name FROM ${table} ORDER BY name`);
    expect(rows.slice(1)).to.deep.equal([
      ["9007199254740993", "x"],
      ["2", "y"],
    ]);
    await athena.remove();
  });

  it("find nothing that an earlier run left in Java, and no Java that a failed run or another job has used", async () => {
    const job = await fixture.job(leavingScript);
    const found = async (name: string, ...words: readonly string[]) => {
      const id = await fixture.start(name, Object.fromEntries(words.map((word) => [`--${word}`, word])));
      await fixture.ended(name, id);
      return JSON.parse((await fixture.log("output", id))[0] ?? "") as Record<string, unknown> & { app: string };
    };
    const fresh = { property: null, setting: null, views: [] };
    const first = await found(job);
    expect(first).to.deep.include(fresh);
    const failing = await found(job, "mode", "fail");
    expect(failing, "another session in the same Java").to.deep.include({ ...fresh, java: first["java"] });
    expect(failing.app).not.to.equal(first.app);
    const afterFailure = await found(job);
    expect(afterFailure).to.deep.include(fresh);
    expect(afterFailure["java"]).not.to.equal(first["java"]);
    const other = await found(await fixture.job(leavingScript));
    expect(other["java"]).not.to.equal(afterFailure["java"]);
  });

  it("show the script's exception and its line", async () => {
    const id = await fixture.start(behave, { "--mode": "fail" });
    const run = await fixture.ended(behave, id);
    expect(run.JobRunState).to.equal("FAILED");
    expect(run.ErrorMessage).to.match(
      /^Error Category: UNCLASSIFIED_ERROR; Failed Line Number: \d+; ValueError: row 7 is not a row$/,
    );
    const traceback = (await fixture.log("error", id)).join("\n");
    expect(traceback).to.include("Traceback (most recent call last):").and.include("ValueError: row 7 is not a row");
    expect(traceback).to.include(`line ${failingLine + 1}`);
  });

  it("show an exit code as Glue does, without job insights when these are off", async () => {
    const run = await fixture.ended(
      behave,
      await fixture.start(behave, { "--mode": "exit", "--enable-job-insights": "false" }),
    );
    expect(run).to.include({ JobRunState: "FAILED", ErrorMessage: "SystemExit: 3" });
  });

  it("are limited by the job's concurrency and end when they are stopped", async () => {
    const id = await fixture.start(behave, { "--mode": "wait" });
    const second: unknown = await fixture.start(behave).catch((error: unknown) => error);
    expect(second).to.have.property("name", "ConcurrentRunsExceededException");
    await running(id);
    const answer = await fixture.glue.send(new BatchStopJobRunCommand({ JobName: behave, JobRunIds: [id, "jr_none"] }));
    expect(answer.SuccessfulSubmissions?.map((item) => item.JobRunId)).to.deep.equal([id]);
    expect(answer.Errors?.map((item) => item.ErrorDetail?.ErrorCode)).to.deep.equal(["EntityNotFoundException"]);
    expect((await fixture.ended(behave, id)).JobRunState).to.equal("STOPPED");
  });

  it("end when their time is up", async () => {
    const twoSeconds = 2 / 60;
    const run = await fixture.ended(behave, await fixture.start(behave, { "--mode": "wait" }, twoSeconds));
    expect(run.JobRunState).to.equal("TIMEOUT");
  });

  it("fail with what is wrong when they cannot be started", async () => {
    const job = await fixture.job(behaveScript, { "--datalake-formats": "iceberg,hudi" });
    const run = await fixture.ended(job, await fixture.start(job));
    expect(run.JobRunState).to.equal("FAILED");
    expect(run.ErrorMessage).to.include("hudi cannot be run here");
    const missing: unknown = await fixture.start("no-such-job").catch((error: unknown) => error);
    expect(missing).to.have.property("name", "EntityNotFoundException");
  });
});
