import { expect } from "chai";
import { TrinoSQL } from "dt-sql-parser";
import fc from "fast-check";
import type { LiveState } from "../../../sql/live/types.ts";
import { readPlanFile } from "../../../sql/plan/plan-file.ts";
import { removalPlan } from "../../../sql/plan/removal-plan.ts";
import { isByHand, type Plan } from "../../../model/documents/sql-plan.ts";
import { carriedOut, emptyCatalog, planFor } from "../../support/sql/catalog.ts";
import { projectOf } from "../../support/sql/project.ts";
import { draftsOf, engine, situation, specs, tables } from "./projects.ts";

/** IDs in the order in which the stages create or drop them. */
const carried = ({ stages }: Plan): readonly { readonly id: string; readonly drops: boolean }[] =>
  stages.flatMap((stage) => {
    if (stage.kind === "build models") return stage.models.map((name) => ({ id: `model ${name}`, drops: false }));
    if (stage.kind === "drop models") return stage.models.map((name) => ({ id: `model ${name}`, drops: true }));
    return stage.kind === "statements" ? [{ id: stage.id, drops: stage.action === "drop" }] : [];
  });

const placeOf = (plan: Plan, id: string, drops: boolean): number =>
  carried(plan).findIndex((each) => each.id === id && each.drops === drops);

/** Parsing and formatting SQL takes time. */
const runs = { numRuns: 40 };

const making = new Set(["create", "replace", "rebuild"]);

describe("a plan of any project and any catalog", () => {
  it("leaves nothing to do once it is carried out", () => {
    fc.assert(
      fc.property(situation, ({ after, live }) => {
        const done = carriedOut(planFor(after, live), live, engine);
        const again = planFor(after, done);
        expect(again.stages).to.deep.equal([]);
        expect(again.needs).to.deep.equal([]);
        const left = again.changes.map(({ action }) => action);
        expect(left.filter((action) => !["unchanged", "wait", "unmanaged"].includes(action))).to.deep.equal([]);
      }),
      runs,
    );
  });

  it("is the same whatever the order of the files and of what is live", () => {
    const shuffled = situation.chain((given) =>
      fc.tuple(
        fc.constant(given),
        fc.shuffledSubarray([...given.drafts], { minLength: given.drafts.length }),
        fc.shuffledSubarray([...given.live.objects], { minLength: given.live.objects.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([{ after, live }, drafts, objects]) => {
        expect(planFor(projectOf(drafts), { ...live, objects })).to.deep.equal(planFor(after, live));
      }),
      runs,
    );
  });

  it("makes everything after what it depends on", () => {
    fc.assert(
      fc.property(situation, ({ after, live }) => {
        const plan = planFor(after, live);
        for (const { id, dependsOn } of after.project.objects) {
          const own = placeOf(plan, id, false);
          if (own < 0) continue;
          for (const needed of dependsOn) expect(placeOf(plan, needed, false)).to.be.below(own);
        }
      }),
      runs,
    );
  });

  it("drops everything after what reads it has gone or reads something else", () => {
    fc.assert(
      fc.property(situation, ({ after, live }) => {
        const plan = planFor(after, live);
        const taken = new Set(plan.changes.filter(({ action }) => making.has(action)).map(({ name }) => name));
        const held = live.revision?.objects ?? {};
        /** Must be dropped before anything is created: its own name, or one that it reads, is reused. */
        const isInTheWay = (id: string): boolean =>
          placeOf(plan, id, true) >= 0 &&
          (taken.has(id.slice(id.indexOf(" ") + 1)) || (held[id]?.dependsOn ?? []).some(isInTheWay));
        for (const [id, { dependsOn }] of Object.entries(held)) {
          for (const read of dependsOn) {
            const dropped = placeOf(plan, read, true);
            if (dropped < 0) continue;
            expect(placeOf(plan, id, true)).to.be.below(dropped);
            if (!isInTheWay(read)) expect(placeOf(plan, id, false)).to.be.below(dropped);
          }
        }
      }),
      runs,
    );
  });

  it("carries out every change once, and nothing that is no change", () => {
    fc.assert(
      fc.property(situation, ({ after, live }) => {
        const plan = planFor(after, live);
        const expected = plan.changes.flatMap(({ id, action }) => {
          if (action === "drop") return [`drop ${id}`];
          return making.has(action) ? [`make ${id}`] : [];
        });
        const found = carried(plan).map(({ id, drops }) => `${drops ? "drop" : "make"} ${id}`);
        expect([...found].sort()).to.deep.equal([...expected].sort());
      }),
      runs,
    );
  });

  it("says something of every object, declared or live, once", () => {
    fc.assert(
      fc.property(situation, ({ after, live }) => {
        const ids = planFor(after, live).changes.map(({ id }) => id);
        const all = new Set([...after.project.objects, ...live.objects].map(({ id }) => id));
        expect([...ids].sort()).to.deep.equal([...all].sort());
      }),
      runs,
    );
  });

  it("asks before anything is lost", () => {
    fc.assert(
      fc.property(situation, ({ after, live }) => {
        const { changes, needs } = planFor(after, live);
        const carriedOutChanges = changes.filter(({ action }) => action === "drop" || making.has(action));
        expect(needs.includes("--allow-drop")).to.equal(changes.some(({ action }) => action === "drop"));
        const isOverwritten = carriedOutChanges.some(({ drift }) => isByHand(drift));
        expect(needs.includes("--allow-drift")).to.equal(isOverwritten);
        const loses = carriedOutChanges.some(({ columns }) => columns.some(({ change }) => change !== "added"));
        if (loses) expect(needs).to.include("--allow-breaking");
      }),
      runs,
    );
  });

  it("has its definitions explained by statements that Trino's grammar knows, of relations that are there", () => {
    const parser = new TrinoSQL();
    fc.assert(
      fc.property(situation, ({ after, live }) => {
        const plan = planFor(after, live);
        const redefined = new Set(
          plan.changes.filter(({ action }) => action === "create" || action === "replace").map(({ name }) => name),
        );
        for (const stage of plan.stages) {
          if (stage.kind !== "statements" || stage.validate === undefined) continue;
          expect(parser.validate(stage.validate), stage.validate).to.deep.equal([]);
          const read = [...stage.validate.matchAll(/\b(?:FROM|JOIN) (\w+\.\w+)/g)].map(([, name = ""]) => name);
          expect(read.filter((name) => redefined.has(name))).to.deep.equal([]);
        }
      }),
      runs,
    );
  });

  it("is read back as it was written", () => {
    fc.assert(
      fc.property(situation, ({ after, live }) => {
        const plan = planFor(after, live);
        const text = JSON.stringify(plan, undefined, 2);
        expect(readPlanFile(text, "plan.json", { stack: "dev" })).to.deep.equal(plan);
      }),
      runs,
    );
  });
});

describe("a preview of any project beside any production", () => {
  const preview = (live: LiveState): LiveState => ({
    ...emptyCatalog([], { environment: "preview_1" }),
    tables: live.tables,
  });

  it("has nothing of what is as in production, and all that differs", () => {
    fc.assert(
      fc.property(situation, ({ after, live }) => {
        const inProduction = planFor(after, live);
        const plan = planFor(after, preview(live), live);
        const different = inProduction.changes.filter(
          ({ action, file }) => file !== undefined && action !== "unchanged",
        );
        for (const { name } of different) expect(plan.own).to.include(name);
        const reading = new Map(after.project.objects.map(({ name, dependsOn }) => [name, dependsOn]));
        const names = new Set(different.map(({ name }) => name));
        for (const name of plan.own.filter((own) => !names.has(own))) {
          const reads = (reading.get(name) ?? []).map((id) => id.slice(id.indexOf(" ") + 1));
          expect(reads.some((read) => plan.own.includes(read))).to.equal(true);
        }
      }),
      runs,
    );
  });

  it("leaves nothing to do once it is carried out, and production as it is", () => {
    fc.assert(
      fc.property(situation, ({ after, live }) => {
        const plan = planFor(after, preview(live), live);
        for (const { id } of carried(plan).filter((each) => !each.id.startsWith("model "))) {
          expect(id).to.match(/^view s_curated__preview_1\./);
        }
        const done = carriedOut(plan, preview(live), engine);
        expect(planFor(after, done, live).stages).to.deep.equal([]);
      }),
      runs,
    );
  });

  it("is removed with everything that it had", () => {
    fc.assert(
      fc.property(specs, (given) => {
        const live = emptyCatalog(tables);
        const project = projectOf(draftsOf(given));
        const done = carriedOut(planFor(project, preview(live), live), preview(live), engine);
        const databases = done.objects.length === 0 ? [] : ["s_curated__preview_1"];
        const removal = removalPlan({ stack: "dev", live: done, databases });
        expect(carriedOut(removal, done).objects).to.deep.equal([]);
        expect(removal.stages.at(-1)?.kind).to.equal(done.objects.length === 0 ? undefined : "remove databases");
      }),
      runs,
    );
  });
});
