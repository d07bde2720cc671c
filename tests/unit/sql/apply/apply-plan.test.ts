import { expect } from "chai";
import { ProblemsError } from "../../../../model/validation/problem.ts";
import { environmentKey } from "../../../../model/sql/environment.ts";
import type { Environment } from "../../../../model/documents/environment.ts";
import { applyPlan, resumeRevision } from "../../../../sql/apply/apply-plan.ts";
import type { LiveState } from "../../../../sql/live/types.ts";
import type { Plan } from "../../../../model/documents/sql-plan.ts";
import { carriedOut, emptyCatalog, planFor } from "../../../support/sql/catalog.ts";
import { memoryPorts, quietly, type MemoryPorts } from "../../../support/sql/ports.ts";
import { model, projectOf, view, type TestProject } from "../../../support/sql/project.ts";

const daily = model("mission_curated.daily", "SELECT t.day FROM mission_processed.transactions t", "day date");
const first = view("mission_curated.first", "SELECT d.day FROM mission_curated.daily d", "day date");
const second = view("mission_curated.second", "SELECT f.day FROM mission_curated.first f", "day date");
const tables = ["mission_processed.transactions"];
const by = "arn:aws:sts::000000000000:assumed-role/engineer/ann";

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems.map(({ code }) => code).join(", ");
    throw error;
  }
  return "none";
};

/** A catalog that shows what was carried out, with the newest revision of the ports' documents. */
class Lake {
  live: LiveState = emptyCatalog(tables);
  broken: string | undefined;
  readonly ports: MemoryPorts = memoryPorts({
    live: () => this.live,
    refuse: (work) => (this.broken !== undefined && work.includes(this.broken) ? `line 1:1: no ${work}` : undefined),
  });

  plan(project: TestProject): Plan {
    return planFor(project, this.live);
  }

  async apply(plan: Plan): Promise<void> {
    const before = this.live;
    // The stages' effects are visible when the revision reads them back.
    const { readLive } = this.ports;
    let readings = 0;
    const ports = {
      ...this.ports,
      readLive: (...request: Parameters<typeof readLive>) => {
        if (readings++ > 0 && this.broken === undefined) this.live = carriedOut(plan, before);
        return readLive(...request);
      },
    };
    await applyPlan(plan, { by, commit: "abc" }, ports, quietly);
  }
}

describe("applying a plan", () => {
  const project = projectOf([daily, first, second]);

  it("validates everything, then carries the stages out in order, and records them", async () => {
    const lake = new Lake();
    await lake.apply(lake.plan(project));
    expect(lake.ports.done.map((work) => work.split("\n")[0])).to.deep.equal([
      'EXPLAIN WITH new_1 AS (SELECT CAST(NULL AS date) AS "day" WHERE false)',
      'EXPLAIN WITH new_1 AS (SELECT CAST(NULL AS date) AS "day" WHERE false),',
      "govern catalog",
      "build mission_curated.daily",
      "govern catalog",
      "CREATE OR REPLACE VIEW mission_curated.first AS",
      "CREATE OR REPLACE VIEW mission_curated.second AS",
      "govern catalog",
    ]);
    const newest = await lake.ports.revisions.newest("production");
    expect(newest?.revision).to.include({ revision: 1, state: "applied", by, commit: "abc", attempts: 1 });
    expect(newest?.revision.stages.every(({ state }) => state === "done")).to.equal(true);
    expect(Object.keys(newest?.revision.objects ?? {})).to.have.length(3);
  });

  it("says which compiled SQL holds, and once done that nothing of what held before does", async () => {
    const lake = new Lake();
    await lake.apply(lake.plan(project));
    const firstKey = lake.plan(project).bundleKey;
    const changed = projectOf([
      daily,
      first,
      view("mission_curated.second", "SELECT max(f.day) AS day FROM mission_curated.first f", "day date"),
    ]);
    const seen: Environment[] = [];
    const read = (): Environment => JSON.parse(lake.ports.texts.get(environmentKey("production")) ?? "") as Environment;
    const plan = lake.plan(changed);
    const { govern } = lake.ports;
    Object.assign(lake.ports, { govern: (event: Parameters<typeof govern>[0]) => (seen.push(read()), govern(event)) });
    await lake.apply(plan);
    expect(seen.map(({ bundleKey, previousBundleKeys }) => [bundleKey, previousBundleKeys])).to.deep.equal([
      [plan.bundleKey, [firstKey]],
      [plan.bundleKey, []],
    ]);
  });

  it("executes nothing when the engine refuses a statement, and shows all refusals", async () => {
    const lake = new Lake();
    lake.broken = "EXPLAIN";
    expect(await codeOf(lake.apply(lake.plan(project)))).to.equal("SQL_REFUSED, SQL_REFUSED");
    expect(lake.ports.done).to.deep.equal([]);
    expect(await lake.ports.revisions.newest("production")).to.equal(undefined);
  });

  it("refuses a plan that the catalog or another revision has moved away from", async () => {
    const lake = new Lake();
    const plan = lake.plan(project);
    lake.live = { ...lake.live, tables: new Set() };
    expect(await codeOf(lake.apply(plan))).to.equal("PLAN_STALE");
    lake.live = emptyCatalog(tables);
    await lake.apply(plan);
    expect(await codeOf(lake.apply(plan))).to.equal("PLAN_STALE");
  });

  it("lets one of two who apply at once win", async () => {
    const lake = new Lake();
    const plan = lake.plan(project);
    const results = await Promise.all([codeOf(lake.apply(plan)), codeOf(lake.apply(plan))]);
    expect(results.sort()).to.deep.equal(["REVISION_TAKEN", "none"]);
  });
});

describe("an apply that broke", () => {
  const project = projectOf([daily, first, second]);

  it("is recorded as far as it came, and resumed without repeating what is done", async () => {
    const lake = new Lake();
    lake.broken = "VIEW mission_curated.second";
    const plan = lake.plan(project);
    expect(await codeOf(lake.apply(plan))).to.equal("SQL_REFUSED");
    const failed = (await lake.ports.revisions.newest("production"))?.revision;
    expect(failed?.state).to.equal("failed");
    expect(failed?.stages.map(({ state }) => state)).to.deep.equal(["done", "done", "done", "failed", "pending"]);
    lake.broken = undefined;
    lake.ports.done.length = 0;
    await resumeRevision("production", by, lake.ports, quietly);
    expect(lake.ports.done.map((work) => work.split("\n")[0])).to.deep.equal([
      "CREATE OR REPLACE VIEW mission_curated.second AS",
      "govern catalog",
    ]);
    expect((await lake.ports.revisions.newest("production"))?.revision).to.include({ state: "applied", attempts: 2 });
    expect(await codeOf(resumeRevision("production", by, lake.ports, quietly))).to.equal("NOTHING_TO_RESUME");
  });

  it("keeps other plans away while it is under way", async () => {
    const lake = new Lake();
    const plan = lake.plan(project);
    await lake.apply(plan);
    const newest = await lake.ports.revisions.newest("production");
    if (newest !== undefined) {
      await lake.ports.revisions.update(newest, { ...newest.revision, state: "applying" });
    }
    expect(await codeOf(lake.apply({ ...plan, base: 1 }))).to.equal("PLAN_UNFINISHED_REVISION");
  });

  it("gives way to a plan that was made after it failed", async () => {
    const lake = new Lake();
    lake.broken = "build";
    expect(await codeOf(lake.apply(lake.plan(project)))).to.equal("QUERY_FAILED");
    lake.broken = undefined;
    const newest = await lake.ports.revisions.newest("production");
    lake.live = {
      ...lake.live,
      revision: { revision: 1, finished: false, bundleKey: "", objects: newest?.revision.objects ?? {} },
    };
    await lake.apply(lake.plan(project));
    expect((await lake.ports.revisions.newest("production"))?.revision).to.include({ revision: 2, state: "applied" });
  });
});

describe("a replaced view", () => {
  it("gets back the tags and grants that it lost", async () => {
    const lake = new Lake();
    await lake.apply(lake.plan(projectOf([daily, first])));
    const held = {
      relation: "mission_curated.first",
      tags: [{ key: "sensitivity", value: "internal" }],
      grants: [{ principal: "arn:aws:iam::000000000000:role/x", permission: "SELECT", grantable: false }],
    };
    lake.ports.held.set(held.relation, held);
    const { query } = lake.ports.athena;
    Object.assign(lake.ports.athena, {
      query: (sql: string) => {
        if (sql.startsWith("CREATE OR REPLACE VIEW")) lake.ports.held.delete(held.relation);
        return query(sql);
      },
    });
    await lake.apply(
      lake.plan(
        projectOf([
          daily,
          view("mission_curated.first", "SELECT min(d.day) AS day FROM mission_curated.daily d", "day date"),
        ]),
      ),
    );
    expect(lake.ports.held.get(held.relation)).to.deep.equal(held);
    expect(lake.ports.done.filter((work) => work.startsWith("restore"))).to.deep.equal([`restore ${held.relation}`]);
  });
});
