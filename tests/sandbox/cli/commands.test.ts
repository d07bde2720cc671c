import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ListStateMachinesCommand, SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { sandboxSource } from "../../../sandbox/index.ts";
import { lakehouse, lakehouseJson, lakehouseProcess } from "../../support/command.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import { flightsDemo } from "../../support/flights-demo.ts";
import type { RunMoment } from "../../../cli/night/follow.ts";
import type { Report } from "../../../model/documents/report.ts";
import type { RunInput } from "../../../model/documents/run-input.ts";

before(async () => {
  await flightsDemo();
});

/** Repeats a query until its single value is `wanted`; otherwise the test's time limit ends it. */
const untilRows = async (wanted: string, sql: string): Promise<void> => {
  for (;;) {
    const { rows } = await lakehouseJson<{ rows: string[][] }>("query", sql);
    if (rows[0]?.[0] === wanted) return;
  }
};

const stopExecution = async (runId: string): Promise<void> => {
  const client = new SFNClient(sandboxClientOptions());
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  const machine = stateMachines.find(({ name }) => name === "lakehouse-sandbox-nightly")?.stateMachineArn ?? "";
  const executionArn = `${machine.replace(":stateMachine:", ":execution:")}:${runId}`;
  await client.send(new StopExecutionCommand({ executionArn }));
};

/** Queries more rows than a pipe holds, waits for the first of them, then calls `then` to disturb the command. */
const unread = (then: (child: ChildProcessWithoutNullStreams) => void) =>
  new Promise<{ readonly exitCode: number | null; readonly stderr: string }>((resolve, reject) => {
    const sql = "select rpad('x', 1000, 'y') as text from unnest(sequence(1, 10000)) as t (n)";
    const argv = ["cli/bootstrap.mjs", "cli/main.ts", "query", "--json", "--limit", "10000", sql];
    const child = spawn(process.execPath, argv, { stdio: "pipe" });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on("error", reject);
    child.on("exit", (exitCode) => {
      resolve({ exitCode, stderr });
    });
    child.stdout.once("data", () => {
      child.stdout.pause();
      then(child);
    });
  });

describe("lakehouse query", () => {
  it("prints a table with what it cost", async () => {
    const { exitCode, stdout } = await lakehouseProcess([
      "query",
      "select carrier, name from flights_processed.airlines where carrier in ('AA', 'UA') order by carrier",
    ]);
    expect(exitCode).to.equal(0);
    const [head, rule, ...rows] = stdout.split("\n");
    expect(head).to.equal("carrier  name");
    expect(rule).to.match(/^─+$/);
    expect(rows.slice(0, 2)).to.deep.equal(["AA       American Airlines Inc.", "UA       United Air Lines Inc."]);
    expect(stdout).to.match(/\(2 rows; [\d.]+ s, .* read\)\n$/);
  });

  it("fetches every page of a long answer, in order and without the header as a row", async () => {
    const sql = "select carrier, flight from flights_processed.flights order by time_hour, carrier, flight limit 2500";
    const answer = await lakehouseJson<{ rows: string[][]; truncated: boolean }>("query", "--limit", "3000", sql);
    expect(answer.rows).to.have.length(2500);
    expect(answer.truncated).to.equal(false);
    expect(answer.rows.some(([carrier]) => carrier === "carrier")).to.equal(false);
  });

  it("prints as text, CSV and JSON the same rows of an answer of many pages", async () => {
    const sql = `select n, 'é "' || cast(n as varchar) || '"' as text, nullif(n % 7, 0) as rest
      from (select (a - 1) * 10000 + b as n from unnest(sequence(1, 3)) as x (a) cross join unnest(sequence(1, 10000)) as y (b))
      order by n`;
    const expected = Array.from({ length: 30_000 }, (_, index) => {
      const n = (index + 1).toString();
      const rest = (index + 1) % 7;
      return [n, `é "${n}"`, rest === 0 ? null : rest.toString()];
    });
    const { rows } = await lakehouseJson<{ rows: string[][] }>("query", "--limit", "30000", sql);
    expect(rows).to.deep.equal(expected);
    const csv = (await lakehouse(["query", "--csv", "--limit", "30000", sql])).stdout.split("\r\n");
    expect(csv.slice(1, -1)).to.deep.equal(
      expected.map(([n = "", text = "", rest]) => `${n ?? ""},"${(text ?? "").replaceAll('"', '""')}",${rest ?? ""}`),
    );
    const shown = (await lakehouse(["query", "--limit", "30000", sql])).stdout.split("\n").slice(2, -3);
    expect(shown.map((line) => line.trim().split(/ {2,}/))).to.deep.equal(
      expected.map((values) => values.map((value) => value ?? "NULL")),
    );
  });

  it("tells on stderr when CSV isn't all", async () => {
    const { stdout, stderr } = await lakehouse(["query", "--csv", "--limit", "2", "values 1, 2, 3"]);
    expect(stdout).to.equal("_col0\r\n1\r\n2\r\n");
    expect(stderr).to.contain("These are the first 2 rows; there are more, raise --limit.");
  });

  it("stops at the limit and says that there is more", async () => {
    const sql = "select faa from flights_processed.airports";
    const answer = await lakehouseJson<{ rows: unknown[]; truncated: boolean }>("query", "--limit", "7", sql);
    expect([answer.rows.length, answer.truncated]).to.deep.equal([7, true]);
    expect((await lakehouse(["query", "--limit", "7", sql])).stdout).to.contain(
      "(7 rows; there are more, raise --limit;",
    );
  });

  it("prints CSV that keeps NULL and empty text apart", async () => {
    const sql = "select * from (values (1, 'a,b'), (2, ''), (3, null)) as t (id, word) order by id";
    const { stdout } = await lakehouse(["query", "--csv", sql]);
    expect(stdout).to.equal('id,word\r\n1,"a,b"\r\n2,""\r\n3,\r\n');
  });

  it("runs statements that are no SELECT", async () => {
    const { rows } = await lakehouseJson<{ rows: string[][] }>("query", "show tables in flights_processed");
    expect(rows.flat()).to.include.members(["flights", "weather", "airlines"]);
  });

  for (const [what, sql, reason] of [
    ["a syntax error", "selec 1", /line 1:1: mismatched input 'selec'/],
    ["an unknown column", "select nope from flights_processed.airlines", /line 1:8: Column 'nope' cannot be resolved/],
  ] as const) {
    it(`shows the engine's reason for ${what} and exits with 1`, async () => {
      const { exitCode, stdout, stderr } = await lakehouseProcess(["query", sql, "--json"]);
      expect(exitCode).to.equal(1);
      expect(stderr)
        .to.match(/^QUERY_FAILED query [0-9a-f-]+: /)
        .and.to.match(reason);
      const { error } = JSON.parse(stdout) as { error: { problems: { code: string; message: string }[] } };
      expect(error.problems.map(({ code }) => code)).to.deep.equal(["QUERY_FAILED"]);
      expect(error.problems[0]?.message).to.match(reason);
    });
  }

  it("stops the query when it is interrupted", async () => {
    const endless =
      "select count(*) from unnest(sequence(1, 10000)) as a (x) cross join unnest(sequence(1, 10000)) as b (y) cross join unnest(sequence(1, 10000)) as c (z) where x * y * z % 7 = 3";
    const running =
      "select count(*) from system.runtime.queries where state = 'RUNNING' and query like '%z % 7 = 3' and query not like '%runtime%'";
    const result = await lakehouseProcess(["query", endless], {
      onStart: async (interrupt) => {
        await untilRows("1", running);
        interrupt();
      },
    });
    expect(result.exitCode).to.equal(130);
    expect(result.stderr).to.match(/^INTERRUPTED /);
    await untilRows("0", running);
  });

  it("ends at once when it is interrupted while nobody reads its rows", async () => {
    const result = await unread((child) => child.kill("SIGINT"));
    expect(result.exitCode).to.equal(130);
    expect(result.stderr).to.match(/^INTERRUPTED /m);
    // no second document after the partial first one
    expect(result.stderr).not.to.contain('"error"');
  });

  it("ends quietly when its reader has seen enough", async () => {
    const result = await unread((child) => child.stdout.destroy());
    expect(result).to.deep.equal({ exitCode: 0, stderr: "" });
  });
});

describe("lakehouse run and status", () => {
  it("starts a night and returns when detached; status tells that it is under way, and that it ended without a report", async () => {
    const { runId } = await lakehouseJson<RunInput>("run", "flights", "--date", "2014-01-07", "--detach");
    const underWay = await lakehouse(["status", runId]);
    expect(underWay.exitCode, underWay.stderr).to.equal(0);
    expect(underWay.stdout.startsWith(`${runId}: RUNNING\n`)).to.equal(true);

    await stopExecution(runId);
    const stopped = await lakehouse(["status", runId]);
    expect(stopped.exitCode).to.equal(1);
    expect(stopped.stdout).to.contain(`${runId}: ABORTED\n`).and.to.contain("It left no report");
  });

  it("follows a detached night to its end, a document a line, and is interrupted before it", async () => {
    const { runId } = await lakehouseJson<RunInput>("run", "flights", "--date", "2014-01-01", "--detach");
    const interrupted = await lakehouseProcess(["status", runId, "--watch"], {
      onStart: async (interrupt, said) => {
        while (!said().includes(" …\n")) await setTimeout(20);
        interrupt();
      },
    });
    expect(interrupted.exitCode).to.equal(130);
    expect(interrupted.stdout).to.equal("");
    expect(interrupted.stderr)
      .to.include(`${runId}\n`)
      .and.to.match(/^INTERRUPTED /m);

    const { exitCode, stdout, stderr } = await lakehouse(["status", "--watch", "--json"]);
    expect(exitCode, stderr).to.equal(0);
    const documents = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as RunMoment | Report);
    const report = documents.pop() as Report;
    expect([report.runId, report.state]).to.deep.equal([runId, "SUCCEEDED"]);
    const moments = documents as readonly RunMoment[];
    expect(moments.length).to.be.above(1);
    expect(moments.at(-1)).to.deep.include({ runId, stage: "done" });
    expect(moments.at(-1)?.datasets.map(({ state }) => state)).to.deep.equal(Array(5).fill("SUCCEEDED"));
    expect(stderr).to.match(/^Process: Spark into Iceberg …$/m);
  });

  it("runs a night again as its next attempt, follows it, and changes nothing", async () => {
    const table = 'select count(*), sum(dep_delay), max("_run_id") from flights_processed.flights';
    const before = await lakehouseJson<{ rows: string[][] }>("query", table);
    const { exitCode, stdout, stderr } = await lakehouse(["run", "flights", "--date", "2014-01-01", "--json"]);
    expect(exitCode, stderr).to.equal(0);
    const report = JSON.parse(stdout) as Report & { readonly seconds: Record<string, number> };
    expect(report.runId).to.match(/^flights-20140101T050000Z-20140102T050000Z-a\d+$/);
    expect(Number(/\d+$/.exec(report.runId)?.[0])).to.be.above(1);
    expect(report.datasets.map(({ inserted, updated, deleted }) => inserted + updated + deleted)).to.deep.equal([
      0, 0, 0, 0, 0,
    ]);
    const settled: readonly unknown[] = ["UNCHANGED", "WAITING"];
    expect(report.curation?.filter(({ state }) => !settled.includes(state))).to.deep.equal([]);
    expect(stderr).to.match(/^Process: Spark into Iceberg: /m);
    expect(report.seconds).to.include.keys("curate", "govern");
    expect(report.seconds["total"]).to.be.above(1);
    expect(report.seconds["process"]).to.be.below(report.seconds["total"] ?? 0);
    expect((await lakehouseJson<{ rows: string[][] }>("query", table)).rows).to.deep.equal(before.rows);

    const shown = await lakehouse(["status", report.runId]);
    expect(shown.exitCode).to.equal(0);
    expect(shown.stdout)
      .to.contain(`${report.runId}: SUCCEEDED\n`)
      .and.to.match(/^flights\.flights\s+405\s+405\s+405\s/m);
  });

  it("refuses a group and a run that are not there", async () => {
    const group = await lakehouse(["run", "flight"]);
    expect(group.exitCode).to.equal(2);
    expect(group.stderr).to.equal(
      'GROUP_UNKNOWN <group>: "flight" is not a group; groups are flights, mission. Fix: write "flights" if that is what you mean.\n',
    );
    const run = await lakehouse(["status", "flights-nope"]);
    expect(run.exitCode).to.equal(1);
    expect(run.stderr).to.match(/^RUN_UNKNOWN run flights-nope: /);
  });
});

describe("lakehouse secret set", () => {
  it("puts what standard input holds and shows it nowhere", async () => {
    const token = sandboxSource()?.token ?? "";
    expect(token).not.to.equal("");
    const result = await lakehouseProcess(["secret", "set", "mission-api-token"], { stdin: `${token}\n` });
    expect(result.exitCode, result.stderr).to.equal(0);
    expect(result.stderr).to.match(/^In account 000000000000, us-east-1, stack sandbox, at http:/);
    expect(result.stdout + result.stderr).not.to.contain(token);
    const client = new SecretsManagerClient(sandboxClientOptions());
    const secret = await client.send(new GetSecretValueCommand({ SecretId: "lakehouse/sandbox/mission-api-token" }));
    expect(secret.SecretString).to.equal(token);
  });

  it("refuses an unknown name and an empty value", async () => {
    const unknown = await lakehouse(["secret", "set", "no-such-secret"], { stdin: "x" });
    expect(unknown.exitCode).to.equal(1);
    expect(unknown.stderr).to.match(/^SECRET_UNKNOWN secret lakehouse\/sandbox\/no-such-secret: /m);
    const empty = await lakehouse(["secret", "set", "mission-api-token"], { stdin: "\n" });
    expect(empty.exitCode).to.equal(2);
    expect(empty.stderr).to.match(/^SECRET_EMPTY /);
  });
});

describe("another stack", () => {
  it("is said to be not deployed, with the way to deploy it", async () => {
    const { exitCode, stderr } = await lakehouse(["status", "--stack", "prod"]);
    expect(exitCode).to.equal(1);
    expect(stderr).to.match(/^DEPLOYMENT_MISSING parameter \/lakehouse\/prod\/deployment: .*pulumi up/);
  });
});
