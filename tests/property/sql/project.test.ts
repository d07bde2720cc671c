import { expect } from "chai";
import fc from "fast-check";
import { readProject, resolveProject, sourceFiles } from "../../../sql/project/read-project.ts";
import { withRelations } from "../../../sql/project/relations.ts";
import { loadContracts } from "../../../contracts/index.ts";

const { bundle } = loadContracts("contracts");
const files = sourceFiles();

describe("any reading of the SQL files", () => {
  it("gives the same project, whatever their order", () => {
    const { project, problems } = resolveProject(files, bundle);
    expect(problems).to.deep.equal([]);
    fc.assert(
      fc.property(fc.shuffledSubarray([...files], { minLength: files.length }), (shuffled) => {
        expect(resolveProject(shuffled, bundle).project).to.deep.equal(project);
      }),
      { numRuns: 5 },
    );
  });

  it("finds every relation where it is written: renamed and renamed back, the SQL is the same", () => {
    const { objects } = readProject(bundle);
    const names = new Set(objects.flatMap(({ references }) => references.map(({ name }) => name)));
    fc.assert(
      fc.property(fc.constantFrom(...objects), fc.stringMatching(/^[a-z]{1,20}$/), (object, suffix) => {
        const there = withRelations(object, (name) => `${name}__${suffix}`);
        const moved = object.references.map((reference, index) => ({
          ...reference,
          name: `${reference.name}__${suffix}`,
          start: reference.start + index * (suffix.length + 2),
          end: reference.end + (index + 1) * (suffix.length + 2),
        }));
        const back = withRelations({ sql: there, references: moved }, (name) => name.slice(0, -suffix.length - 2));
        expect(back).to.equal(object.sql);
        expect(object.references.every(({ name }) => names.has(name))).to.equal(true);
      }),
    );
  });
});
