import { expect } from "chai";
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import "../../support/sandbox.ts";
import { heartbeatKey } from "../../../model/sql/environment.ts";
import type { Heartbeat } from "../../../model/documents/heartbeat.ts";
import type { Change } from "../../../model/documents/sql-plan.ts";
import { lakehouse } from "../../support/command.ts";
import { useMissionSql, viewFile } from "../../support/sql/lake.ts";

interface PlanDocument {
  readonly unfinished: unknown;
  readonly changes: readonly Change[];
}

const chain = Array.from({ length: 8 }, (_, index) => `mission_curated.test_chain_${index}`);
const files = chain.map((name, index) =>
  viewFile(
    name,
    `SELECT t.day\nFROM ${chain[index - 1] ?? "mission_curated.daily_operating_cost"} AS t\nGROUP BY t.day`,
  ),
);

describe("an apply that is killed", () => {
  const suite = useMissionSql();

  /** How often each of the views has been created so far. */
  const counts = async (): Promise<readonly number[]> => {
    const statements = await suite.fixture.statements();
    return chain.map(
      (name) => statements.filter((text) => text.startsWith(`CREATE OR REPLACE VIEW ${name} AS`)).length,
    );
  };

  it("is ended by --resume, which repeats nothing but the statement that was under way", async () => {
    const { revisions } = suite.fixture.sql.ports;
    const before = await counts();
    const plan = await suite.fixture.plan(files);
    const child = spawn(process.execPath, [
      "cli/bootstrap.mjs",
      "cli/main.ts",
      "sql",
      "apply",
      suite.fixture.planFile(plan),
    ]);
    const exited = new Promise<NodeJS.Signals | null>((resolve) => {
      child.on("exit", (_code, signal) => {
        resolve(signal);
      });
    });
    const doneStages = async (): Promise<number> => {
      const newest = (await revisions.newest("production"))?.revision;
      if (newest?.revision !== plan.base + 1) return 0;
      return newest.stages.filter(({ state }, index) => state === "done" && plan.stages[index]?.kind === "statements")
        .length;
    };
    while ((await doneStages()) < 3) await sleep(20);
    const meanwhile = await lakehouse(["sql", "apply", "--resume"]);
    expect([
      meanwhile.exitCode,
      /REVISION_UNDER_WAY.* has been carrying it out since /.test(meanwhile.stderr),
    ]).to.deep.equal([1, true]);
    child.kill("SIGKILL");
    expect(await exited).to.equal("SIGKILL");
    const broken = (await revisions.newest("production"))?.revision;
    expect(broken?.state).to.equal("applying");
    const made = await doneStages();
    expect(made).to.be.below(chain.length);

    // as after a minute without a heartbeat
    const { documents } = suite.fixture.sql.ports;
    const sign = (await documents.read(heartbeatKey("production"))) as Heartbeat;
    expect(sign).to.include({ revision: plan.base + 1, attempt: 1, ended: false });
    await documents.put(heartbeatKey("production"), JSON.stringify({ ...sign, at: "2026-01-01T00:00:00.000Z" }));

    // the files have changed since: what the revision created is its own, not a manual change
    const planned = await lakehouse(["sql", "plan", "--json"]);
    const { unfinished, changes } = JSON.parse(planned.stdout) as PlanDocument;
    expect(unfinished).to.include({ revision: plan.base + 1, state: "applying", alive: false });
    const ofChain = changes.filter(({ name }) => chain.includes(name));
    expect(ofChain.length).to.be.within(made, made + 1);
    expect(new Set(ofChain.map(({ action, drift }) => `${action} ${drift ?? ""}`))).to.deep.equal(new Set(["drop "]));

    const other = await lakehouse(["sql", "apply", suite.fixture.planFile({ ...plan, base: plan.base + 1 })]);
    expect([other.exitCode, /PLAN_UNFINISHED_REVISION.*--resume/.test(other.stderr)]).to.deep.equal([1, true]);
    const resumed = await lakehouse(["sql", "apply", "--resume", "--json"]);
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(JSON.parse(resumed.stdout)).to.include({ state: "applied", attempts: 2, revision: plan.base + 1 });

    const times = (await counts()).map((count, index) => count - (before[index] ?? 0));
    times.forEach((count, index) => {
      // The statement in progress may have been sent before the process ended.
      expect(count, chain[index]).to.be.within(1, index === made ? 2 : 1);
    });
    expect((await suite.fixture.plan(files)).stages).to.deep.equal([]);
    expect(await suite.fixture.rows(`SELECT count(*) > 0 FROM ${chain.at(-1) ?? ""}`)).to.deep.equal([["true"]]);
    const again = await lakehouse(["sql", "apply", "--resume"]);
    expect([again.exitCode, again.stderr.includes("NOTHING_TO_RESUME")]).to.deep.equal([1, true]);
  });
});
