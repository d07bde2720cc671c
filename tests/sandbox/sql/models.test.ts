import { expect } from "chai";
import "../../support/sandbox.ts";
import { lakehouse } from "../../support/command.ts";
import { useMissionSql } from "../../support/sql/lake.ts";
import type { SourceFile } from "../../../sql/project/source-text.ts";
import { sourceFiles } from "../../../sql/project/read-project.ts";

const environment = "preview_models";
const file = "sql/curated/mission-top-ten-customers.sql";
const name = "mission_curated.top_ten_customers";

/** The repository's model of the ten greatest customers, cut elsewhere. */
const cutAt = (rank: number): SourceFile => {
  const text = sourceFiles().find((source) => source.file === file)?.text ?? "";
  return { file, text: text.replace("r.rank <= 10", `r.rank <= ${rank.toString()}`) };
};

describe("a changed model", () => {
  // Before production gets its SQL back: hooks run in the order in which they are written
  after(async () => {
    await lakehouse(["sql", "apply", "--schema", environment, "--remove", "--yes"]);
  });
  const suite = useMissionSql();

  const count = async (relation: string): Promise<string | null | undefined> =>
    (await suite.fixture.rows(`SELECT count(*) FROM ${relation}`))[0]?.[0];

  it("is built beside production from production's tables, and goes again", async () => {
    const plan = await suite.fixture.plan([cutAt(3)], environment);
    expect(plan.stages.find(({ kind }) => kind === "build models")).to.deep.include({ models: [name] });
    expect(await suite.fixture.apply([cutAt(3)], environment)).to.include({ state: "applied" });
    const beside = `mission_curated__${environment}.top_ten_customers`;
    expect([await count(beside), await count(name)]).to.deep.equal(["3", "10"]);
    const removed = await lakehouse(["sql", "apply", "--schema", environment, "--remove", "--yes"]);
    expect(removed.exitCode, removed.stderr).to.equal(0);
    expect((await suite.fixture.rows("SHOW DATABASES")).flat()).not.to.include(`mission_curated__${environment}`);
  });

  it("that fails its test stays unpublished, says which one and how many, and is followed by one that holds", async () => {
    let message = "";
    try {
      await suite.fixture.apply([cutAt(11)]);
    } catch (error) {
      message = String(error);
    }
    expect(message).to.match(/MODEL_TEST_FAILED sql\/curated\/mission-top-ten-customers\.sql.*row_count.*11/);
    expect(await count(name)).to.equal("10");
    const history = await lakehouse(["sql", "history"]);
    expect(history.stdout).to.match(/failed/);
    await suite.fixture.apply([cutAt(9)]);
    expect(await count(name)).to.equal("9");
    await suite.fixture.apply();
    expect(await count(name)).to.equal("10");
  });
});
