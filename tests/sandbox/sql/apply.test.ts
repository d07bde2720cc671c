import { expect } from "chai";
import "../../support/sandbox.ts";
import { lakehouse } from "../../support/command.ts";
import { useMissionSql, viewFile } from "../../support/sql/lake.ts";

const name = "mission_curated.test_costs";
const cost = viewFile(
  name,
  "SELECT d.day, sum(d.operating_cost_usd) AS cost_usd\nFROM mission_curated.daily_operating_cost AS d\nGROUP BY d.day",
);
const rewritten = viewFile(
  name,
  "select d.day, /* of all centres */ SUM(d.operating_cost_usd) cost_usd from mission_curated.daily_operating_cost d group by d.day",
);
const narrower = viewFile(name, "SELECT d.day\nFROM mission_curated.daily_operating_cost AS d\nGROUP BY d.day");

/** Statements that change something. */
const changing = (statements: readonly string[]): readonly string[] =>
  statements.filter((text) => /^\s*(CREATE|DROP|GRANT|REVOKE|ATTACH|DETACH)\b/i.test(text));

describe("lakehouse sql plan and apply", () => {
  const suite = useMissionSql();

  it("find nothing to do in what is applied, and execute no statement", async () => {
    const before = await suite.fixture.statements();
    const planned = await lakehouse(["sql", "plan"]);
    expect([planned.exitCode, planned.stderr.includes("failed")]).to.deep.equal([0, false]);
    const applied = await lakehouse(["sql", "apply"]);
    expect([applied.exitCode, applied.stdout]).to.deep.equal([0, "Nothing to do: everything declared is live.\n"]);
    const after = await suite.fixture.statements();
    expect(changing(after)).to.have.length(changing(before).length);
    expect(after.filter((text) => text.startsWith("EXPLAIN"))).to.have.length(
      before.filter((text) => text.startsWith("EXPLAIN")).length,
    );
  });

  it("make a view that answers, and leave an empty plan, also when only its layout changes", async () => {
    const revision = await suite.fixture.apply([cost]);
    expect(revision?.state).to.equal("applied");
    expect(await suite.fixture.rows(`SELECT count(*) FROM ${name}`)).to.deep.equal([["1"]]);
    expect((await suite.fixture.plan([cost])).stages).to.deep.equal([]);
    expect((await suite.fixture.plan([rewritten])).stages).to.deep.equal([]);
  });

  it("show what somebody changed by hand, and overwrite it only when that is allowed", async () => {
    await suite.fixture.apply([cost]);
    await suite.fixture.lake.athena.query(
      `CREATE OR REPLACE VIEW ${name} AS SELECT DATE '2026-01-01' AS day, 1 AS cost_usd`,
    );
    const file = suite.fixture.planFile(await suite.fixture.plan([cost]));
    const refused = await lakehouse(["sql", "apply", file]);
    expect(refused.exitCode).to.equal(2);
    expect(refused.stderr).to.match(
      /PLAN_NOT_ALLOWED plan: it overwrites changes made by hand: mission_curated\.test_costs;.* pass --allow-drift/,
    );
    expect(await suite.fixture.rows(`SELECT cost_usd FROM ${name}`)).to.deep.equal([["1"]]);
    const change = (await suite.fixture.plan([cost])).changes.find((each) => each.name === name);
    expect(change).to.include({ action: "replace", drift: "changed by hand" });
    expect(change?.sqlDiff).to.match(/^-.*2026-01-01/m);
    const flags = ["--allow-drift", "--allow-breaking"];
    expect((await lakehouse(["sql", "apply", file, ...flags])).exitCode).to.equal(0);
    expect(await suite.fixture.rows(`SELECT cost_usd > 1 FROM ${name}`)).to.deep.equal([["true"]]);
  });

  it("refuse a plan that the catalog has moved away from, and one of another stack", async () => {
    await suite.fixture.apply([cost]);
    const plan = await suite.fixture.plan([narrower]);
    const file = suite.fixture.planFile(plan);
    await suite.fixture.lake.athena.query(`DROP VIEW ${name}`);
    const stale = await lakehouse(["sql", "apply", file, "--allow-breaking", "--json"]);
    expect(stale.exitCode).to.equal(1);
    expect(stale.stderr).to.match(
      /^PLAN_STALE plan: the catalog has changed since it was made: view mission_curated\.test_costs no longer exists/m,
    );
    const other = await lakehouse(["sql", "apply", suite.fixture.planFile({ ...plan, stack: "prod" })]);
    expect([other.exitCode, other.stderr.includes("PLAN_OTHER_STACK")]).to.deep.equal([1, true]);
  });

  it("refuse what only the engine knows to be wrong, at its place in the file, and execute nothing", async () => {
    const wrong = viewFile(
      name,
      "SELECT\n  d.day,\n  d.day + d.cost_centre AS sum\nFROM mission_curated.daily_operating_cost AS d",
    );
    const before = changing(await suite.fixture.statements()).length;
    let message = "";
    try {
      await suite.fixture.plan([wrong]);
    } catch (error) {
      message = String(error);
    }
    expect(message).to.match(
      /SQL_REFUSED sql\/views\/mission_curated-test_costs\.sql:7:\d+: view mission_curated\.test_costs: .*Cannot apply operator/,
    );
    expect(changing(await suite.fixture.statements())).to.have.length(before);
  });

  it("need a flag for a column that goes, and one for a view that goes, and print it", async () => {
    await suite.fixture.apply([cost]);
    const narrow = await lakehouse(["sql", "apply", suite.fixture.planFile(await suite.fixture.plan([narrower]))]);
    expect([narrow.exitCode, /cost_usd removed.* pass --allow-breaking/.test(narrow.stderr)]).to.deep.equal([2, true]);
    const drop = await lakehouse(["sql", "apply", suite.fixture.planFile(await suite.fixture.plan())]);
    expect([
      drop.exitCode,
      /it drops mission_curated\.test_costs;.* pass --allow-drop/.test(drop.stderr),
    ]).to.deep.equal([2, true]);
    expect(await suite.fixture.rows(`SELECT count(*) FROM ${name}`)).to.deep.equal([["1"]]);
  });

  it("ask before they carry out, and can't ask without a terminal", async () => {
    await suite.fixture.lake.athena.query("DROP VIEW mission_curated.service_outcomes");
    const planned = await lakehouse(["sql", "plan"]);
    expect([planned.exitCode, planned.stdout.includes("service_outcomes")]).to.deep.equal([2, true]);
    const asked = await lakehouse(["sql", "apply", "--allow-drop"]);
    expect([asked.exitCode, asked.stderr.includes("CONFIRMATION_MISSING")]).to.deep.equal([2, true]);
    expect((await lakehouse(["sql", "apply", "--allow-drop", "--yes"])).exitCode).to.equal(0);
    expect((await suite.fixture.rows("SELECT count(*) FROM mission_curated.service_outcomes")).length).to.equal(1);
  });

  it("leave tags and grants of a replaced view as they were, so that an analyst goes on reading", async () => {
    await suite.fixture.apply([cost]);
    const { permissions } = suite.fixture.sql.ports;
    const analyst = suite.fixture.lake.deployment.governance.principals.find((each) => each.name === "analyst");
    const grant = { principal: analyst?.role ?? "", permission: "DESCRIBE", grantable: false };
    await permissions.restore({ relation: name, tags: [], grants: [grant] });
    const before = await permissions.read(name);
    expect(before.tags).not.to.be.empty;
    expect(before.grants).to.deep.include(grant);
    const ask = async () =>
      (await (await suite.fixture.lake.athenaAs("analyst")).query(`SELECT day, cost_usd FROM ${name}`)).rows;
    const seen = await ask();
    const doubled = cost.text.replace("sum(d.operating_cost_usd)", "2 * sum(d.operating_cost_usd)");
    await suite.fixture.apply([{ ...cost, text: doubled }]);
    expect(await permissions.read(name)).to.deep.equal(before);
    expect((await ask()).map(([day, amount]) => [day, Number(amount) / 2])).to.deep.equal(
      seen.map(([day, amount]) => [day, Number(amount)]),
    );
  });

  it("bring back the state of a revision, as a revision of its own", async () => {
    const wide = await suite.fixture.apply([cost]);
    const newest = wide ?? (await suite.fixture.sql.ports.revisions.newest("production"))?.revision;
    await suite.fixture.apply([narrower]);
    expect(await suite.fixture.rows(`SHOW COLUMNS IN ${name}`)).to.have.length(1);
    const number = newest?.revision.toString() ?? "";
    const back = await lakehouse(["sql", "rollback", number, "--yes", "--json"]);
    expect(back.exitCode, back.stderr).to.equal(0);
    expect(JSON.parse(back.stdout)).to.include({ state: "applied", rollbackTo: newest?.revision });
    expect(await suite.fixture.rows(`SHOW COLUMNS IN ${name}`)).to.have.length(2);
    const { stdout } = await lakehouse(["sql", "history"]);
    expect(stdout).to.match(new RegExp(`\\(back to ${number}\\)`));
  });
});
