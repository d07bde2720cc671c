import { expect } from "chai";
import { formatProblem } from "../../../../model/validation/problem.ts";
import type { ModelRefusal } from "../../../../model/documents/analysis.ts";
import { analysisProblems, analysisRequest } from "../../../../sql/apply/analyze-models.ts";
import type { Comparison } from "../../../../sql/plan/compare.ts";
import type { SourceFile } from "../../../../sql/project/source-text.ts";
import { contractTables } from "../../../../sql/project/tables.ts";
import { bundle, projectOf } from "../project/files.ts";

const modelFile = (name: string, sql: string, column = "carrier: { type: string, description: d }"): SourceFile => ({
  file: `sql/curated/${name}.sql`,
  text: `-- name: flights_curated.${name}\n-- description: d\n-- owner: o\n-- grain: [carrier]\n-- mode: full\n-- columns:\n--   ${column}\n\n${sql}\n`,
});

const files = [
  modelFile("first", "SELECT f.carrier\nFROM  flights_processed.`Flights` AS f WHERE f.flight > 1"),
  modelFile("second", "SELECT f.carrier FROM flights_curated.first AS f"),
];
const project = projectOf(...files);
const tables = contractTables(bundle);

const comparisonsOf = (action: Comparison["action"]): readonly Comparison[] =>
  project.objects.map((declared) => ({ ...declared, action, missing: [], declared }));

const told = (name: string, refusal: ModelRefusal): readonly string[] =>
  analysisProblems([{ name: `flights_curated.${name}`, columns: [], refusal }], project.objects, files).map(
    formatProblem,
  );

describe("what Spark is asked about models", () => {
  it("is asked of those that changed, with the columns of what they read", () => {
    const request = analysisRequest(comparisonsOf("create"), project, tables);
    expect(request?.models.map(({ name }) => name)).to.deep.equal(["flights_curated.first", "flights_curated.second"]);
    expect(request?.relations["flights_curated.first"]).to.deep.equal({ carrier: "string" });
    expect(request?.relations["flights_processed.flights"]).to.include({ flight: "int", time_hour: "timestamp" });
  });

  it("is asked of models that wait or are rebuilt, and of none where nothing changed", () => {
    for (const action of ["wait", "rebuild", "replace"] as const) {
      expect(analysisRequest(comparisonsOf(action), project, tables)?.models, action).to.have.length(2);
    }
    expect(analysisRequest(comparisonsOf("unchanged"), project, tables)).to.equal(undefined);
  });
});

describe("what Spark says against a model", () => {
  it("is told at its place in the file, behind tables of whatever length", () => {
    const message = "[UNRESOLVED_COLUMN] no column";
    const code = "MODEL_REFUSED";
    expect(told("first", { code, message, place: { piece: 0, offset: 7 } })).to.deep.equal([
      "SQL_REFUSED sql/curated/first.sql:9:8: model flights_curated.first: [UNRESOLVED_COLUMN] no column. Fix: correct the SQL, then plan again.",
    ]);
    expect(told("first", { code, message, place: { piece: 2, offset: " AS f WHERE ".length } })[0]).to.match(
      /^SQL_REFUSED sql\/curated\/first\.sql:10:46: /,
    );
    expect(told("first", { code, message, place: { piece: 1, offset: 0 } })[0]).to.match(
      /^SQL_REFUSED sql\/curated\/first\.sql:10:7: /,
    );
    expect(told("second", { code, message, place: null })[0]).to.match(/^SQL_REFUSED sql\/curated\/second\.sql: /);
  });

  it("is told where the header declares the column, if it is about a type", () => {
    const message = "carrier is int, declared as string";
    expect(told("second", { code: "MODEL_TYPE_MISMATCH", message, place: null })).to.deep.equal([
      "MODEL_TYPE_MISMATCH sql/curated/second.sql:7:6: flights_curated.second: carrier is int, declared as string. Fix: declare that type, or CAST the value in the SELECT.",
    ]);
  });
});
