import { expect } from "chai";
import { formatProblem } from "../../../../model/validation/problem.ts";
import { compareAnswers, type AnsweredRelation } from "../../../../model/governance/compare-answers.ts";
import { valuesSeen, visibilityOf } from "../../../../model/governance/visibility.ts";
import { declared, principal } from "./lake.ts";

describe("answers to principals", () => {
  const visibility = visibilityOf(declared, principal("bi"));
  const tables = visibility.tables.filter(({ zone }) => zone === "processed");
  const asMeant = tables.map((table): AnsweredRelation => ({
    relation: `${table.database}.${table.table}`,
    columns: valuesSeen(table),
    closedBy: [],
  }));
  const closed = tables.find(({ columns }) => columns.some(({ seen }) => seen === "hidden"));
  const hidden = closed?.columns.find(({ seen }) => seen === "hidden");
  const relation = `${closed?.database ?? ""}.${closed?.table ?? ""}`;
  const changed = (change: (answer: AnsweredRelation) => AnsweredRelation): readonly string[] =>
    compareAnswers(
      visibility,
      asMeant.map((answer) => (answer.relation === relation ? change(answer) : answer)),
    ).map(formatProblem);

  it("that are as meant are no finding", () => {
    expect(asMeant.length).to.be.above(0);
    expect(hidden).not.to.equal(undefined);
    expect(changed((answer) => answer)).to.deep.equal([]);
  });

  it("are one where a column is read that isn't meant to be, with its class", () => {
    const [finding, ...others] = changed((answer) => ({
      ...answer,
      columns: [...answer.columns, hidden?.name ?? ""],
    }));
    expect(others).to.deep.equal([]);
    expect(finding).to.contain(
      `ACCESS_ANSWER_MORE ${relation}, asked as bi: it reads ${hidden?.name ?? ""} (${hidden?.classification ?? ""}), but is not meant to`,
    );
  });

  it("are one where less is read, unless a view takes what is closed", () => {
    const refused = changed((answer) => ({ ...answer, columns: [], refusal: "not authorized" }));
    expect(refused).to.have.length(1);
    expect(refused[0]).to.match(/^ACCESS_ANSWER_LESS .* but does not: not authorized\. Fix: /);
    expect(
      changed((answer) => ({ ...answer, columns: [], closedBy: ["shop_processed.customers.email"] })),
    ).to.deep.equal([]);
  });
});
