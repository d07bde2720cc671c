import { GetTablesCommand, GlueClient } from "@aws-sdk/client-glue";
import { expect } from "chai";
import "../../support/sandbox.ts";
import { lakehouse } from "../../support/command.ts";
import { missionDemo } from "../../support/mission-demo.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import { sqlFixture, type SqlFixture } from "../../support/sql/lake.ts";
import { sourceFiles } from "../../../sql/project/read-project.ts";

const demoMilliseconds = 1_200_000;
const environment = "preview_test";
const database = `mission_curated__${environment}`;
const file = "sql/views/mission-service-outcomes.sql";

/** The repository's view, with one column more. */
const changedView = () => {
  const text = sourceFiles().find((source) => source.file === file)?.text ?? "";
  return { file, text: text.replace("\nSELECT\n", "\nSELECT\n  CAST(42 AS bigint) AS answer,\n") };
};

describe("an environment beside production", function () {
  this.timeout(400_000);
  let fixture: SqlFixture;
  let glue: GlueClient;

  before(async function () {
    this.timeout(demoMilliseconds);
    await missionDemo();
    fixture = await sqlFixture();
    glue = new GlueClient(sandboxClientOptions());
    await fixture.apply();
  });
  after(async () => {
    await lakehouse(["sql", "apply", "--schema", environment, "--remove", "--yes"]);
    await fixture.remove();
    glue.destroy();
  });

  const tablesIn = async (name: string): Promise<readonly string[]> => {
    const { TableList: tables = [] } = await glue.send(new GetTablesCommand({ DatabaseName: name }));
    return tables.map(({ Name: table = "" }) => table).sort();
  };

  it("has what differs and nothing else, reads the rest from production, and goes again", async () => {
    const held = await tablesIn("mission_curated");
    const revision = await fixture.apply([changedView()], environment);
    expect(revision).to.include({ environment, state: "applied" });
    expect(await tablesIn(database)).to.deep.equal(["service_outcomes"]);
    expect(await fixture.rows(`SELECT min(answer) FROM ${database}.service_outcomes`)).to.deep.equal([["42"]]);
    expect(await tablesIn("mission_curated")).to.deep.equal(held);
    expect((await fixture.rows("SHOW COLUMNS IN mission_curated.service_outcomes")).flat().join()).not.to.match(
      /answer/,
    );
    expect((await fixture.plan([changedView()], environment)).stages).to.deep.equal([]);
    expect((await fixture.plan()).stages).to.deep.equal([]);

    const removed = await lakehouse(["sql", "apply", "--schema", environment, "--remove", "--yes"]);
    expect(removed.exitCode, removed.stderr).to.equal(0);
    const listed = await fixture.rows("SHOW DATABASES");
    expect(listed.flat()).not.to.include(database);
    expect(await tablesIn("mission_curated")).to.deep.equal(held);
  });
});
