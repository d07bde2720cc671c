import { join } from "node:path";
import { expect } from "chai";
import { loadContracts } from "../../../../contracts/index.ts";
import type { LiveColumn } from "../../../../model/documents/sql-plan.ts";
import { renderPlan } from "../../../../cli/output/sql-plan.ts";
import { compileBundle } from "../../../../sql/project/compile.ts";
import { readProject } from "../../../../sql/project/read-project.ts";
import { carriedOut, emptyCatalog, planFor } from "../../../support/sql/catalog.ts";

const root = join(import.meta.dirname, "..", "..", "..", "..");

describe("a plan of the repository's own SQL", () => {
  it("makes all of it at once, and nothing the second time", () => {
    const project = readProject(loadContracts(join(root, "contracts")).bundle);
    const { json, hash } = compileBundle(project);
    const columns = new Map(
      project.objects.map(({ id, columns: declared }): readonly [string, readonly LiveColumn[]] => [
        id,
        declared.map(({ name, type = "varchar" }) => ({ name, type })),
      ]),
    );
    const files = { project, columns, bundle: { json, hash } };
    const empty = emptyCatalog(
      project.objects.flatMap(({ tables }) => tables),
      { redshift: true },
    );
    const plan = planFor(files, empty);
    expect(plan.changes.map(({ action }) => action)).to.deep.equal(project.objects.map(() => "create"));
    expect(plan.needs).to.deep.equal([]);
    const again = planFor(files, carriedOut(plan, empty, files));
    expect(again.stages).to.deep.equal([]);
    expect(renderPlan(again, { colour: false })).to.match(
      /^production \(revision 1\): \d+ unchanged\.\n\nNothing to do\.$/,
    );
  });
});
