import { expect } from "chai";
import type { Model } from "../../../../model/documents/sql-bundle.ts";
import { compileBundle } from "../../../../sql/project/compile.ts";
import type { SourceFile } from "../../../../sql/project/source-text.ts";
import { bundle, objectOf, projectOf, viewFile } from "./files.ts";
import { resolveProject } from "../../../../sql/project/read-project.ts";

interface Written {
  readonly description?: string;
  readonly tests?: string;
  readonly classification?: string;
  readonly sql?: string;
}

const select = `SELECT CAST(t.recorded_at AS date) AS day, count(*) AS n
FROM mission_processed.transactions AS t
WHERE t.recorded_at >= :since AND t.recorded_at < :until
GROUP BY CAST(t.recorded_at AS date)`;

const modelFile = ({
  description = "Per day.",
  tests = "",
  classification = "",
  sql = select,
}: Written = {}): SourceFile => ({
  file: "sql/curated/per-day.sql",
  text: `-- name: mission_curated.per_day
-- description: ${description}
-- owner: o
-- grain: [day]
-- mode: incremental by time
-- time: day
-- partitioned_by: [month(day)]
${tests}${classification}-- columns:
--   day: { type: date, description: Day (UTC) }
--   n: { type: bigint, description: Transactions }

${sql};
`,
});

const modelOf = (written?: Written): Model => {
  const { model } = objectOf(projectOf(modelFile(written)), "model mission_curated.per_day");
  if (model === undefined) throw new Error("the object has no model");
  return model;
};

describe("a compiled model", () => {
  it("has its query in pieces, its time's source, and the tests that its grain implies", () => {
    const model = modelOf({ tests: "-- tests:\n--   - row_count: { min: 1 }\n--   - unique: [day]\n" });
    expect(model.mode).to.deep.equal({
      kind: "incremental by time",
      column: "day",
      source: { table: "mission_processed.transactions", column: "recorded_at" },
    });
    expect(model.partitions).to.deep.equal([{ column: "day", transform: "month" }]);
    expect(model.tests).to.deep.equal([
      { kind: "unique", columns: ["day"] },
      { kind: "not_null", columns: ["day"] },
      { kind: "row_count", min: 1 },
    ]);
    expect(model.columns.map(({ name, type, classification }) => [name, type, classification])).to.deep.equal([
      ["day", "date", "internal"],
      ["n", "bigint", "internal"],
    ]);
    expect(model.reads).to.deep.equal(["mission_processed.transactions"]);
    const pieces = model.query.map((piece) => ("text" in piece ? piece.text : piece.table));
    expect(pieces.join("")).to.equal(select);
    expect(pieces[1]).to.equal("mission_processed.transactions");
  });

  it("has another hash when its rows or columns could be others, and the same for words about it", () => {
    const { hash } = modelOf();
    expect(modelOf({ description: "Another." }).hash).to.equal(hash);
    expect(modelOf({ sql: select.toLowerCase().replaceAll("\n", "  ") }).hash).to.equal(hash);
    expect(modelOf({ classification: "-- classification: { n: { is: confidential } }\n" }).hash).to.equal(hash);
    expect(modelOf({ sql: select.replace("count(*)", "count(t.antenna_id)") }).hash).not.to.equal(hash);
    expect(modelOf({ tests: "-- tests:\n--   - row_count: { min: 1 }\n" }).hash).not.to.equal(hash);
  });

  it("is in the bundle with the views' columns, the same text whatever the files' order", () => {
    const files = [modelFile(), viewFile("mission_curated.v", "SELECT p.day FROM mission_curated.per_day AS p")];
    const compiled = compileBundle(resolveProject(files, bundle).project);
    expect(compiled.bundle.models.map(({ name }) => name)).to.deep.equal(["mission_curated.per_day"]);
    expect(compiled.bundle.views).to.deep.equal([
      { name: "mission_curated.v", columns: [{ name: "day", classification: "internal" }] },
    ]);
    expect(compileBundle(resolveProject([...files].reverse(), bundle).project).hash).to.equal(compiled.hash);
    expect(JSON.parse(compiled.json)).to.deep.equal(compiled.bundle);
  });
});
