import { readFileSync } from "node:fs";
import { expect } from "chai";
import { metersGroup, scaleContracts, scaleSourceEntry, transactionsGroup } from "../../../bench/scale/contracts.ts";
import { compileContracts } from "../../../model/contracts/compile.ts";
import { withSources } from "../../../sandbox/deployment/program-copy.ts";
import { scaleProfile } from "../../../sandbox/source/scale.ts";
import { requestOf } from "../../../sources/rest/request.ts";
import { contractKinds } from "../../../sources/index.ts";

const compiled = (datasets: number, groups: number) => {
  const result = compileContracts(
    {
      sources: {
        file: "sources.yaml",
        text: withSources(readFileSync("contracts/sources.yaml", "utf8"), [scaleSourceEntry]),
      },
      contracts: scaleContracts({ datasets, groups }).map(({ name, text }) => ({ file: `contracts/${name}`, text })),
    },
    contractKinds,
  );
  if ("problems" in result) throw new Error(JSON.stringify(result.problems, undefined, 2));
  return result.bundle;
};

describe("scale contracts", () => {
  it("are contracts as the program takes them, of tables that the source serves with their columns", () => {
    const tables = scaleProfile(10);
    for (const { id, extraction, columns } of compiled(1, 1).datasets) {
      const { path } = requestOf({ id, extraction });
      const { total, render } = tables.get(path)?.().select(undefined) ?? { total: 0, render: () => "" };
      const [record] = JSON.parse(`[${render(0, Math.min(1, total)).toString()}]`) as [object];
      expect(Object.keys(record), path).to.have.members(columns.map(({ sourceName }) => sourceName));
    }
  });

  it("spread the small datasets evenly over their groups", () => {
    const { datasets, schedules } = compiled(25, 10);
    const counts = new Map<string, number>();
    for (const { group } of datasets) counts.set(group, (counts.get(group) ?? 0) + 1);
    expect(schedules.length).to.equal(12);
    expect([counts.get(metersGroup), counts.get(transactionsGroup)]).to.deep.equal([1, 1]);
    const small = [...counts].filter(([group]) => group.startsWith("scale_small_")).map(([, count]) => count);
    expect(small.reduce((sum, count) => sum + count, 0)).to.equal(25);
    expect(Math.max(...small) - Math.min(...small)).to.equal(1);
  });
});
