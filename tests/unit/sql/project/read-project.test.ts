import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect } from "chai";
import { readProject, sourceFiles } from "../../../../sql/project/read-project.ts";
import { bundle, objectOf, projectOf, viewFile } from "./files.ts";

const select = "SELECT f.carrier, 'a -- ; /* b' AS t FROM flights_processed.flights AS f";

describe("SQL files", () => {
  it("may end with semicolons and comments, in any order, which aren't the query's", () => {
    for (const end of ["", ";", ";\n-- end of file", " -- why\n;", "; /* a; b */ -- c\n;;", "\n\n;\n\n-- d;"]) {
      const project = projectOf(viewFile("flights_curated.v", `${select}${end}`));
      expect(objectOf(project, "view flights_curated.v").sql, JSON.stringify(end)).to.equal(select);
    }
  });

  it("are named in problems by the path from the working directory, wherever they lie", () => {
    const folder = relative(process.cwd(), join(import.meta.dirname, "../../../invalid-sql/name-duplicate"));
    expect(() => readProject(bundle, folder)).to.throw(
      `SQL_NAME_DUPLICATE ${folder}/views/a.sql:1:4: mission_curated.per_day is already declared in ${folder}/curated/a.sql`,
    );
  });

  it("may begin with a byte order mark, wherever they lie and whatever the letters of their ending", () => {
    const folder = mkdtempSync(join(tmpdir(), "lakehouse-sql-"));
    try {
      mkdirSync(join(folder, "views", "sub"), { recursive: true });
      for (const file of ["views/a.sql", "views/b.SQL", "views/sub/c.sql", "d.yml"]) {
        writeFileSync(join(folder, file), "\uFEFF-- name: x\n");
      }
      writeFileSync(join(folder, "views", "notes.md"), "# Notes\n");
      const found = sourceFiles(folder);
      expect(found.map(({ file }) => file)).to.have.members([
        "sql/d.yml",
        "sql/views/a.sql",
        "sql/views/b.SQL",
        "sql/views/sub/c.sql",
      ]);
      expect(new Set(found.map(({ text }) => text))).to.deep.equal(new Set(["-- name: x\n"]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
