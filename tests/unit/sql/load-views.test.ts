import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { loadContracts } from "../../../contracts/index.ts";
import { ProblemsError } from "../../../model/problem.ts";
import { contractTables, loadViews } from "../../../sql/load-views.ts";

const { bundle } = loadContracts("contracts");

describe("the repository's views", () => {
  it("read only what contracts and other views declare", () => {
    const views = loadViews(bundle);
    const known = new Set([...contractTables(bundle), ...views.map(({ name }) => name)]);
    expect(views.flatMap(({ reads }) => reads).filter(({ name }) => !known.has(name))).to.deep.equal([]);
  });

  it("offer at least five views of each source, each with a description and an owner", () => {
    const views = loadViews(bundle);
    for (const source of ["flights", "mission"]) {
      const ofSource = views.filter(({ name }) => name.startsWith(`${source}_curated.`));
      expect(ofSource, source).to.have.length.of.at.least(5);
      for (const { name, description, owner } of ofSource) {
        expect(description, name).to.have.length.above(20);
        expect(owner, name).not.to.equal("");
      }
    }
  });
});

describe("a folder of views", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lakehouse-views-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const header = (name: string): string => `-- name: ${name}\n-- description: d\n-- owner: o\n\n`;

  it("shows the problems of all files at once", () => {
    writeFileSync(join(folder, "one.sql"), "SELECT a.x FROM b.a AS a");
    writeFileSync(join(folder, "two.sql"), `${header("flights_curated.two")}SELECT FROM`);
    writeFileSync(
      join(folder, "three.sql"),
      `${header("flights_curated.three")}SELECT t.x FROM flights_curated.two AS t`,
    );
    expect(() => loadViews(bundle, folder))
      .to.throw(ProblemsError)
      .with.property("message")
      .that.matches(/one\.sql:1/)
      .and.matches(/two\.sql:5/)
      .and.not.matches(/three\.sql/);
  });

  it("checks what the views read", () => {
    writeFileSync(
      join(folder, "one.sql"),
      `${header("flights_curated.one")}SELECT t.x FROM flights_processed.flight AS t`,
    );
    expect(() => loadViews(bundle, folder)).to.throw(/VIEW_TABLE_UNKNOWN .*one\.sql:5: .* flights_processed\.flight; /);
  });
});
