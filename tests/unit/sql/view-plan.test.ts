import { expect } from "chai";
import fc from "fast-check";
import { formatProblem } from "../../../model/problem.ts";
import { planViews, selectViews } from "../../../sql/view-plan.ts";
import type { View } from "../../../sql/view.ts";

const view = (name: string, ...reads: readonly string[]): View => ({
  name,
  description: "",
  owner: "",
  file: `sql/views/${name}.sql`,
  select: "",
  reads: reads.map((read, index) => ({ name: read, line: 5 + index })),
});

const names = (views: readonly View[]): readonly string[] => views.map(({ name }) => name);

describe("the plan of the views", () => {
  it("puts a view after all views that it reads", () => {
    const plan = planViews(
      [view("c.z", "p.t"), view("c.a", "c.m", "c.z"), view("c.m", "c.z", "p.t")],
      new Set(["p.t"]),
    );
    expect(plan).to.have.property("problems").that.is.empty;
    expect(names(plan.ordered)).to.deep.equal(["c.z", "c.m", "c.a"]);
  });

  it("orders any graph without a cycle, whatever the files' order", () => {
    const graph = fc
      .integer({ min: 1, max: 12 })
      .chain((size) =>
        fc.tuple(
          fc.array(fc.array(fc.nat({ max: 11 }), { maxLength: 4 }), { minLength: size, maxLength: size }),
          fc.shuffledSubarray([...Array(size).keys()], { minLength: size }),
        ),
      );
    fc.assert(
      fc.property(graph, ([edges, order]) => {
        const views = edges.map((targets, index) =>
          view(`c.v${index.toString()}`, ...targets.filter((to) => to < index).map((to) => `c.v${to.toString()}`)),
        );
        const { ordered, problems } = planViews(
          order.flatMap((index) => views[index] ?? []),
          new Set(),
        );
        expect(problems).to.deep.equal([]);
        expect([...names(ordered)].sort()).to.deep.equal([...names(views)].sort());
        for (const [position, { reads }] of ordered.entries()) {
          for (const read of reads) expect(names(ordered).indexOf(read.name)).to.be.below(position);
        }
      }),
    );
  });

  it("says which views read each other, and where", () => {
    const { problems } = planViews(
      [view("c.a", "p.t", "c.b"), view("c.b", "c.c"), view("c.c", "c.b"), view("c.d", "p.t")],
      new Set(["p.t"]),
    );
    expect(problems.map(formatProblem)).to.deep.equal([
      "VIEW_CYCLE sql/views/c.b.sql:5: views read each other: c.b → c.c → c.b; a view may only read tables and views that don't read it. Fix: take one of these reads out.",
    ]);
  });

  it("knows a view that reads itself for a cycle", () => {
    expect(planViews([view("c.a", "c.a")], new Set()).problems.map(({ code }) => code)).to.deep.equal(["VIEW_CYCLE"]);
  });

  it("names duplicates and unknown tables together", () => {
    const twice = { ...view("c.a", "p.t"), file: "sql/views/again.sql" };
    const { problems } = planViews(
      [view("c.a", "p.t"), twice, view("c.b", "p.u"), view("c.c", "q.t")],
      new Set(["p.t", "p.s"]),
    );
    expect(problems.map(formatProblem)).to.deep.equal([
      "VIEW_DUPLICATE sql/views/again.sql:1: c.a is declared in sql/views/c.a.sql already; a view has one file. Fix: rename one of them, or delete it.",
      "VIEW_TABLE_UNKNOWN sql/views/c.b.sql:5: no contract or view declares p.u; that database has p.s, p.t. Fix: correct the name, or add the contract or the view.",
      "VIEW_TABLE_UNKNOWN sql/views/c.c.sql:5: no contract or view declares q.t; databases are c, p. Fix: correct the name, or add the contract or the view.",
    ]);
  });
});

describe("the selection of the views", () => {
  const ordered = [view("c.a", "p.t"), view("c.b", "q.t"), view("c.c", "c.a", "c.b")];

  it("leaves out views whose tables are not there, and the views that read those", () => {
    const { apply, skip } = selectViews(ordered, new Set(["p.t"]));
    expect(names(apply)).to.deep.equal(["c.a"]);
    expect(skip.map(({ view: { name }, missing }) => [name, missing])).to.deep.equal([
      ["c.b", ["q.t"]],
      ["c.c", ["c.b"]],
    ]);
  });

  it("doesn't count an old view whose tables are gone as there", () => {
    const { skip } = selectViews(ordered, new Set(["p.t", "c.a", "c.b", "c.c"]));
    expect(skip.map(({ view: { name } }) => name)).to.deep.equal(["c.b", "c.c"]);
  });

  it("applies everything when all tables are there", () => {
    expect(names(selectViews(ordered, new Set(["p.t", "q.t"])).apply)).to.deep.equal(["c.a", "c.b", "c.c"]);
  });
});
