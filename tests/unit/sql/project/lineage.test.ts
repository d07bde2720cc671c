import { expect } from "chai";
import { lineageOf, type Lineage } from "../../../../sql/project/lineage.ts";
import type { Project } from "../../../../sql/project/types.ts";
import { bundle, projectOf, viewFile } from "./files.ts";

const read = (): Project =>
  projectOf(
    viewFile(
      "mission_curated.base",
      "SELECT t.revenue - t.operating_cost AS margin, t.status FROM mission_processed.transactions AS t",
    ),
    viewFile(
      "mission_curated.totals",
      "SELECT b.status, sum(b.margin) AS margin FROM mission_curated.base AS b GROUP BY b.status",
    ),
    {
      file: "sql/exposures/margins.yaml",
      text: "name: margins\nkind: dashboard\ntitle: Margins\nowner: o\nreads: [mission_curated.totals]\n",
    },
  );
describe("lineage", () => {
  let lineage: Lineage;
  before(() => {
    lineage = lineageOf(read(), bundle);
  });

  it("goes up to the columns of contracts", () => {
    const { below } = lineage.upstream("mission_curated.totals.margin");
    expect(below.map(({ name, kind }) => [name, kind])).to.deep.equal([["mission_curated.base.margin", "view"]]);
    expect(below[0]?.below.map(({ name, kind, classification }) => [name, kind, classification])).to.deep.equal([
      ["mission_processed.transactions.operating_cost", "contract", "confidential"],
      ["mission_processed.transactions.revenue", "contract", "confidential"],
    ]);
  });

  it("goes down to the exposures", () => {
    const [base] = lineage.downstream("mission_processed.transactions.revenue").below;
    const [totals] = base?.below ?? [];
    expect([base?.name, totals?.name]).to.deep.equal(["mission_curated.base.margin", "mission_curated.totals.margin"]);
    expect(totals?.below).to.deep.equal([{ name: "margins", kind: "exposure", below: [] }]);
  });

  it("knows the columns of contracts, those that the jobs add included", () => {
    expect(lineage.relations.get("mission_processed.transactions")).to.include.members(["revenue", "_run_id"]);
  });
});
