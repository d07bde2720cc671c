import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { formatProblem } from "../../../../model/validation/problem.ts";
import { sqlCodes } from "../../../../sql/codes.ts";
import { resolveProject, sourceFiles } from "../../../../sql/project/read-project.ts";
import { bundle } from "./files.ts";

const root = "tests/invalid-sql";
const codeOf = (folder: string): string => `SQL_${folder.toUpperCase().replaceAll("-", "_")}`;

describe("SQL files that break a rule", () => {
  const folders = readdirSync(root);

  it("exist for every rule, and every one is named after a rule", () => {
    expect(folders.map(codeOf)).to.have.members([...sqlCodes]);
  });

  for (const folder of folders) {
    it(`are told what is wrong: ${folder}`, () => {
      const found = resolveProject(sourceFiles(join(root, folder)), bundle).problems.map(formatProblem);
      expect(found).to.deep.equal(
        readFileSync(join(root, folder, "expected.txt"), "utf8")
          .trimEnd()
          .split("\n"),
      );
      expect(found.some((message) => message.startsWith(`${codeOf(folder)} `))).to.equal(true);
    });
  }
});
