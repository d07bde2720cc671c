/** How statements change a database's catalog, and what its system views return. */
import { BatchExecuteStatementCommand } from "@aws-sdk/client-redshift-data";
import { expect } from "chai";
import { redshiftQueries } from "../../../sql/live/redshift-queries.ts";
import { warehouseFixture, type Warehouse } from "./warehouse.ts";

describe("Redshift's catalog", () => {
  let warehouse: Warehouse;

  const viewColumns = (view: string) =>
    warehouse.rows(`SELECT col_name, col_type FROM pg_get_late_binding_view_cols()
      cols(view_schema name, view_name name, col_name name, col_type varchar, col_num int)
      WHERE view_name = '${view}' ORDER BY col_num`);

  before(async () => {
    warehouse = await warehouseFixture();
    await warehouse.define("CREATE SCHEMA report");
  });
  after(() => warehouse.remove());

  it("lets a view be made before what it reads, and reads it as soon as it is there", async () => {
    const definition =
      "CREATE VIEW report.early AS SELECT day, total * 2 AS twice FROM lake.late WITH NO SCHEMA BINDING";
    await warehouse.define(`${definition};`);
    expect(await warehouse.error("SELECT * FROM report.early")).to.equal('ERROR: relation "lake.late" does not exist');
    expect(await viewColumns("early")).to.deep.equal([]);

    await warehouse.lake.run("CREATE TABLE late AS SELECT DATE '2013-01-01' AS day, CAST(2 AS integer) AS total");
    expect(await warehouse.rows("SELECT * FROM report.early")).to.deep.equal([["2013-01-01", 4]]);
    const early = [
      ["day", "date"],
      ["twice", "integer"],
    ];
    expect(await viewColumns("early")).to.deep.equal(early);

    await warehouse.lake.run("DROP TABLE late");
    await warehouse.lake.run("CREATE TABLE late AS SELECT DATE '2013-01-01' AS day, DECIMAL '1.50' AS total");
    expect(await viewColumns("early")).to.deep.equal([early[0], ["twice", "numeric(13,2)"]]);
    await warehouse.lake.run("DROP TABLE late");
    const stored = await warehouse.rows("SELECT definition FROM pg_views WHERE viewname = 'early'");
    expect(stored).to.deep.equal([[definition]]);
    expect(await warehouse.rows("SELECT pg_get_viewdef('report.early'::regclass)")).to.deep.equal([[definition]]);
  });

  it("reads views through views, with the names that each of them gives", async () => {
    await warehouse.define(
      `CREATE VIEW report.named (number, shown) AS SELECT id, upper(name) FROM lake.people WITH NO SCHEMA BINDING`,
      `CREATE VIEW report.counted AS WITH n AS (SELECT shown FROM report.named WHERE number > 0)
         SELECT n.shown, count(*) FROM n JOIN lake.people ON lower(n.shown) = lower(people.name) GROUP BY 1
         WITH NO SCHEMA BINDING`,
    );
    expect(await warehouse.rows("SELECT * FROM report.counted ORDER BY shown")).to.deep.equal([
      ["ADA", 1],
      ["BOB", 1],
    ]);
    expect((await viewColumns("counted")).map(([name]) => name)).to.deep.equal(["shown", "count"]);
    await warehouse.define(
      "CREATE OR REPLACE VIEW report.named AS SELECT * FROM report.counted WITH NO SCHEMA BINDING",
    );
    expect(await warehouse.error("SELECT * FROM report.counted")).to.match(/infinite recursion .* "counted"/);
    await warehouse.define("DROP VIEW report.named, report.counted");
  });

  it("refuses what Redshift refuses", async () => {
    await warehouse.define(
      "CREATE VIEW report.v AS SELECT id FROM lake.people WITH NO SCHEMA BINDING",
      "CREATE SCHEMA IF NOT EXISTS report",
      "DROP VIEW IF EXISTS report.gone",
    );
    const errors: Record<string, string> = {
      "CREATE SCHEMA report": 'ERROR: Schema "report" already exists',
      "DROP SCHEMA gone": 'ERROR: schema "gone" does not exist',
      "DROP SCHEMA report":
        "ERROR: cannot drop schema report because other objects depend on it\n  Hint: Use DROP ... CASCADE to drop the dependent objects too.",
      "CREATE VIEW report.v AS SELECT 1 AS a WITH NO SCHEMA BINDING": 'ERROR: Relation "v" already exists',
      "CREATE VIEW gone.v AS SELECT 1 AS a WITH NO SCHEMA BINDING": 'ERROR: schema "gone" does not exist',
      "CREATE VIEW report.x AS SELECT id FROM people WITH NO SCHEMA BINDING":
        "ERROR: All the relation names inside should be qualified when creating VIEW WITH NO SCHEMA BINDING.",
      "CREATE VIEW report.x AS SELECT id FROM lake.people":
        "ERROR: CREATE VIEW without WITH NO SCHEMA BINDING is not served by the sandbox",
      "DROP VIEW report.gone": 'ERROR: view "report.gone" does not exist',
      "GRANT SELECT ON lake.people TO PUBLIC": "ERROR: Operation not supported on external tables",
      "GRANT SELECT ON report.gone TO PUBLIC": 'ERROR: relation "report.gone" does not exist',
      "GRANT USAGE ON SCHEMA report TO ROLE gone": 'ERROR: role "gone" does not exist',
      "GRANT USAGE ON SCHEMA report TO gone": 'ERROR: user "gone" does not exist',
      "CREATE EXTERNAL SCHEMA e FROM HIVE METASTORE":
        "ERROR: CREATE EXTERNAL SCHEMA FROM HIVE is not served by the sandbox",
      "CREATE ROLE": "ERROR: syntax error at end of input\n  Position: 12",
    };
    for (const [sql, message] of Object.entries(errors)) expect(await warehouse.error(sql), sql).to.equal(message);
    await warehouse.define(
      "CREATE EXTERNAL SCHEMA nowhere FROM DATA CATALOG DATABASE 'gone' IAM_ROLE default",
      "CREATE ROLE granted",
      "CREATE ROLE inheriting",
      "GRANT ROLE granted TO ROLE inheriting",
    );
    expect(await warehouse.error("SELECT * FROM nowhere.t")).to.equal(
      "ERROR: EntityNotFoundException from glue - Database gone not found.",
    );
    expect(await warehouse.error("DROP ROLE inheriting")).to.match(/cannot drop this role since it depends on another/);
    await warehouse.define(
      "DROP ROLE inheriting FORCE",
      "DROP ROLE granted",
      "DROP SCHEMA nowhere",
      "DROP VIEW report.v",
    );
  });

  it("does all of a batch or nothing", async () => {
    const view = "CREATE VIEW report.part AS SELECT 1 AS a WITH NO SCHEMA BINDING";
    const { description } = await warehouse.answer([view, "SELECT * FROM report.part", "DROP SCHEMA gone", "SELECT 1"]);
    expect(description.Error).to.equal('Query #3 failed with ERROR: schema "gone" does not exist');
    expect(description.SubStatements?.map(({ Status, Error: error }) => [Status, error])).to.deep.equal([
      ["FINISHED", undefined],
      ["FINISHED", undefined],
      ["FAILED", 'ERROR: schema "gone" does not exist'],
      ["ABORTED", undefined],
    ]);
    expect(await warehouse.error("SELECT * FROM report.part")).to.include("does not exist");
    expect(await warehouse.error([view, "selec 1"])).to.include(
      'Query #2 failed with ERROR: syntax error at or near "selec"',
    );
    expect(await warehouse.rows("SELECT 1 FROM pg_views WHERE viewname = 'part'")).to.deep.equal([]);

    await warehouse.answer(["BEGIN", view, "COMMIT", "DROP SCHEMA gone"]);
    expect(await warehouse.rows("SELECT * FROM report.part")).to.deep.equal([[1]]);
    await warehouse.answer(["DROP VIEW report.part", "ROLLBACK"]);
    expect(await warehouse.rows("SELECT * FROM report.part")).to.deep.equal([[1]]);

    const Sqls = ["DROP VIEW report.part", "DROP SCHEMA gone", view];
    const each = new BatchExecuteStatementCommand({ ...warehouse.target, Sqls, ExecutionMode: "AUTO_COMMIT" });
    const ended = await warehouse.finished((await warehouse.client.send(each)).Id ?? "");
    expect(ended.SubStatements?.map(({ Status }) => Status)).to.deep.equal(["FINISHED", "FAILED", "FINISHED"]);
    await warehouse.define("DROP VIEW report.part");
  });

  it("answers every question that the SQL tooling asks of it, in one batch", async () => {
    await warehouse.define(
      "CREATE ROLE analyst",
      "CREATE VIEW report.people AS SELECT id, email FROM lake.people WITH NO SCHEMA BINDING",
      "GRANT USAGE ON SCHEMA report TO ROLE analyst",
      "GRANT SELECT ON report.people TO ROLE analyst",
      "CREATE MASKING POLICY hidden WITH (address varchar(256)) USING ('***'::varchar(256))",
      "ATTACH MASKING POLICY hidden ON report.people (email) TO ROLE analyst PRIORITY 10",
      "CREATE OR REPLACE VIEW report.people AS SELECT id, name, email FROM lake.people WITH NO SCHEMA BINDING",
    );
    const names = Object.keys(redshiftQueries);
    const { description, results } = await warehouse.answer(Object.values(redshiftQueries));
    expect(description.Error).to.equal(undefined);
    const found = Object.fromEntries(names.map((name, number) => [name, results[number]?.rows]));
    expect(found["schemas"]).to.deep.include.members([["lake"], ["public"], ["report"]]);
    expect(found["externalSchemas"]).to.deep.equal([["lake", warehouse.lake.database, '{"IAM_ROLE":"default"}']]);
    expect(found["viewColumns"]).to.deep.include.members([
      ["report", "people", "id", "integer", 1],
      ["report", "people", "email", "character varying(65535)", 3],
    ]);
    expect(found["roles"]).to.deep.equal([["analyst"]]);
    expect(found["schemaPrivileges"]).to.deep.equal([["report", "USAGE", "analyst"]]);
    expect(found["relationPrivileges"], "grants survive CREATE OR REPLACE").to.deep.equal([
      ["report", "people", "SELECT", "analyst"],
    ]);
    expect(found["maskingPolicies"]).to.deep.equal([
      [
        "hidden",
        '[{"colname":"address","type":"character varying(256)"}]',
        `[{"expr":"'***'::varchar(256)","type":"character varying(256)"}]`,
      ],
    ]);
    expect(found["maskingAttachments"]).to.deep.equal([
      ["hidden", "report", "people", "analyst", "role", 10, '["email"]', '["email"]'],
    ]);
    expect(await warehouse.error("DROP MASKING POLICY hidden")).to.match(/because it is attached/);
    await warehouse.define("DETACH MASKING POLICY hidden ON report.people (email) FROM ROLE analyst");
    await warehouse.define("DROP MASKING POLICY hidden", "DROP SCHEMA report CASCADE", "DROP ROLE analyst");
    expect(await warehouse.rows(redshiftQueries.relationPrivileges)).to.deep.equal([]);
    await warehouse.define("CREATE SCHEMA report");
  });
});
