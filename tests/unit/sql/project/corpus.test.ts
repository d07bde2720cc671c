import { expect } from "chai";
import { formatProblem } from "../../../../model/validation/problem.ts";
import { resolveProject } from "../../../../sql/project/read-project.ts";
import type { Dialect } from "../../../../sql/project/types.ts";
import { corpusFile, corpusOf, corpusSources } from "../../../support/sql/corpus.ts";
import { bundle } from "./files.ts";

describe("statements that an engine takes", () => {
  for (const dialect of ["spark", "trino", "redshift"] as const satisfies readonly Dialect[]) {
    it(`pass the check, each with the columns of its list: ${dialect}`, () => {
      const statements = corpusOf(dialect);
      const own = dialect === "redshift" ? corpusSources : [];
      const files = statements.map((statement) => corpusFile(statement, dialect));
      const { project, problems } = resolveProject([...own, ...files], bundle);
      expect(problems.map(formatProblem)).to.deep.equal([]);
      expect(statements.length).to.be.greaterThan(300);
      expect(project.objects).to.have.length(own.length + statements.length);
      for (const { columns, name } of project.objects.filter((object) => object.name.includes(".corpus_"))) {
        expect(columns, name).not.to.have.length(0);
      }
    });
  }
});
