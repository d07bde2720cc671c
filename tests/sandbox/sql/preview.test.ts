import { GetTablesCommand, GlueClient } from "@aws-sdk/client-glue";
import { expect } from "chai";
import "../../support/sandbox.ts";
import { lakehouse } from "../../support/command.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import { useMissionSql } from "../../support/sql/lake.ts";
import { sourceFiles } from "../../../sql/project/read-project.ts";

const environment = "preview_test";
const database = `mission_curated__${environment}`;
const file = "sql/views/mission-service-outcomes.sql";

/** The repository's view with one more column. */
const changedView = () => {
  const text = sourceFiles().find((source) => source.file === file)?.text ?? "";
  return { file, text: text.replace("\nSELECT\n", "\nSELECT\n  CAST(42 AS bigint) AS answer,\n") };
};

describe("an environment beside production", () => {
  let glue: GlueClient;

  before(() => {
    glue = new GlueClient(sandboxClientOptions());
  });
  // Runs before production's SQL is restored: hooks run in the order in which they are written
  after(async () => {
    await lakehouse(["sql", "apply", "--schema", environment, "--remove", "--yes"]);
    glue.destroy();
  });
  const suite = useMissionSql();

  const tablesIn = async (name: string): Promise<readonly string[]> => {
    const { TableList: tables = [] } = await glue.send(new GetTablesCommand({ DatabaseName: name }));
    return tables.map(({ Name: table = "" }) => table).sort();
  };

  it("has what differs and nothing else, reads the rest from production, and goes again", async () => {
    const held = await tablesIn("mission_curated");
    const revision = await suite.fixture.apply([changedView()], environment);
    expect(revision).to.include({ environment, state: "applied" });
    expect(await tablesIn(database)).to.deep.equal(["service_outcomes"]);
    expect(await suite.fixture.rows(`SELECT min(answer) FROM ${database}.service_outcomes`)).to.deep.equal([["42"]]);
    expect(await tablesIn("mission_curated")).to.deep.equal(held);
    expect((await suite.fixture.rows("SHOW COLUMNS IN mission_curated.service_outcomes")).flat().join()).not.to.match(
      /answer/,
    );
    expect((await suite.fixture.plan([changedView()], environment)).stages).to.deep.equal([]);
    expect((await suite.fixture.plan()).stages).to.deep.equal([]);

    const removed = await lakehouse(["sql", "apply", "--schema", environment, "--remove", "--yes"]);
    expect(removed.exitCode, removed.stderr).to.equal(0);
    const listed = await suite.fixture.rows("SHOW DATABASES");
    expect(listed.flat()).not.to.include(database);
    expect(await tablesIn("mission_curated")).to.deep.equal(held);
  });
});
