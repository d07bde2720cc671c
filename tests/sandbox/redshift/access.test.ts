/** Who may read what: Redshift's grants and masks on top of Lake Formation's grants to the namespace's role. */
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  TagRoleCommand,
} from "@aws-sdk/client-iam";
import { RedshiftDataClient, DescribeStatementCommand } from "@aws-sdk/client-redshift-data";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { roleFixture, type RoleFixture } from "../../support/roles.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import { statementsBy, warehouseFixture, type Statements, type Warehouse } from "./warehouse.ts";

const nameOf = (role: RoleFixture): string => role.arn.split("/").at(-1) ?? "";

describe("Access in Redshift", () => {
  let warehouse: Warehouse;
  let iam: IAMClient;
  let tagged: RoleFixture;
  let other: RoleFixture;
  let analyst: Statements;
  let stranger: Statements;

  before(async () => {
    iam = new IAMClient(sandboxClientOptions());
    [warehouse, tagged, other] = await Promise.all([
      warehouseFixture(),
      roleFixture("analyst"),
      roleFixture("stranger"),
    ]);
    const Tags = [{ Key: "RedshiftDbRoles", Value: "analyst:unknown" }];
    await iam.send(new TagRoleCommand({ RoleName: nameOf(tagged), Tags }));
    analyst = warehouse.as(tagged);
    stranger = warehouse.as(other);
    await warehouse.define(
      "CREATE ROLE analyst",
      "CREATE SCHEMA report",
      "CREATE VIEW report.inner_names AS SELECT id, name, email FROM lake.people WITH NO SCHEMA BINDING",
      "CREATE VIEW report.names AS SELECT id, name FROM report.inner_names WITH NO SCHEMA BINDING",
    );
  });
  after(async () => {
    await tagged.remove();
    await other.remove();
    await warehouse.remove();
    iam.destroy();
  });

  it("is what was granted to the database roles of a caller's tag, and to nobody else", async () => {
    expect(await analyst.rows("SELECT current_user")).to.deep.equal([[`IAMR:${nameOf(tagged)}`]]);
    const names = "SELECT name FROM report.names WHERE id = 1";
    expect(await analyst.error(names)).to.equal("ERROR: permission denied for schema report");
    await warehouse.define("GRANT USAGE ON SCHEMA report TO ROLE analyst");
    expect(await analyst.error(names)).to.equal("ERROR: permission denied for relation names");
    await warehouse.define("GRANT SELECT ON report.names TO ROLE analyst");
    expect(await analyst.rows(names), "what a view reads, its owner may").to.deep.equal([["Ada"]]);
    expect(await analyst.error("SELECT name FROM report.inner_names")).to.equal(
      "ERROR: permission denied for relation inner_names",
    );
    expect(await analyst.error("SELECT name FROM lake.people")).to.equal("ERROR: permission denied for schema lake");
    await warehouse.define("GRANT USAGE ON SCHEMA lake TO ROLE analyst");
    expect(await analyst.rows("SELECT name FROM lake.people WHERE id = 2")).to.deep.equal([["Bob"]]);
    expect(await stranger.error(names)).to.equal("ERROR: permission denied for schema report");
    expect(await analyst.rows("SELECT relation_name FROM svv_relation_privileges")).to.deep.equal([["names"]]);
    expect(await stranger.rows("SELECT relation_name FROM svv_relation_privileges")).to.deep.equal([]);
    await warehouse.define("REVOKE SELECT ON report.names FROM ROLE analyst");
    expect(await analyst.error(names)).to.equal("ERROR: permission denied for relation names");
  });

  it("comes by roles that roles inherit, by users and by everybody's grants", async () => {
    const names = "SELECT count(*) FROM report.names";
    const user = `"IAMR:${nameOf(other)}"`;
    expect(await stranger.error(names)).to.include("permission denied");
    await warehouse.define(
      "CREATE ROLE readers",
      "GRANT USAGE ON SCHEMA report TO ROLE readers",
      "CREATE ROLE staff",
      "GRANT ROLE readers TO ROLE staff",
      `GRANT ROLE staff TO ${user}`,
      "GRANT SELECT ON ALL TABLES IN SCHEMA report TO PUBLIC",
    );
    expect(await stranger.rows(names)).to.deep.equal([[2]]);
    expect(await warehouse.error("DROP ROLE staff")).to.equal(
      "ERROR: cannot drop this role since it has been granted on a user",
    );
    await warehouse.define(`REVOKE ROLE staff FROM ${user}`);
    expect(await stranger.error(names)).to.equal("ERROR: permission denied for schema report");
    await warehouse.define("REVOKE SELECT ON ALL TABLES IN SCHEMA report FROM PUBLIC");
  });

  it("lets only the administrator change anything", async () => {
    await warehouse.define("GRANT USAGE ON SCHEMA report TO ROLE analyst");
    const errors: Record<string, string> = {
      "CREATE SCHEMA mine": "ERROR: permission denied to create schema",
      "CREATE ROLE mine": "ERROR: permission denied to create role",
      "CREATE VIEW report.mine AS SELECT 1 AS a WITH NO SCHEMA BINDING": "ERROR: permission denied for schema report",
      "DROP VIEW report.names": "ERROR: must be owner of relation names",
      "GRANT SELECT ON report.names TO PUBLIC": "ERROR: must be owner of relation names",
      "CREATE MASKING POLICY mine WITH (a int) USING (1)": "ERROR: permission denied to create masking policy",
    };
    for (const [sql, message] of Object.entries(errors)) expect(await analyst.error(sql), sql).to.equal(message);
    expect(await analyst.rows("SELECT * FROM svv_masking_policy")).to.deep.equal([]);
  });

  it("shows columns through the mask of the highest priority among a caller's roles", async () => {
    await warehouse.define(
      "GRANT USAGE ON SCHEMA report TO ROLE analyst",
      "CREATE VIEW report.contacts AS SELECT id, name, email FROM lake.people WITH NO SCHEMA BINDING",
      "CREATE VIEW report.addresses AS SELECT email FROM report.contacts WITH NO SCHEMA BINDING",
      "GRANT SELECT ON report.contacts, report.addresses TO ROLE analyst",
      "CREATE MASKING POLICY hide WITH (value varchar(256)) USING ('***'::varchar(256))",
      `CREATE MASKING POLICY first_letter WITH (value varchar(256), label varchar(256))
         USING (left(value, 1) || ' of ' || label)`,
      "ATTACH MASKING POLICY hide ON report.contacts (email) TO ROLE analyst PRIORITY 10",
    );
    const contacts = "SELECT email, name FROM report.contacts WHERE id = 1";
    expect(await warehouse.rows(contacts)).to.deep.equal([["ada@example.com", "Ada"]]);
    expect(await analyst.rows(contacts)).to.deep.equal([["***", "Ada"]]);
    expect(await analyst.rows("SELECT * FROM report.addresses LIMIT 1"), "below another view, too").to.deep.equal([
      ["***"],
    ]);
    expect(await analyst.rows("SELECT count(*) FROM report.contacts WHERE email LIKE '%@%'")).to.deep.equal([[0]]);

    const attach = "ATTACH MASKING POLICY first_letter ON report.contacts (email) USING (email, name) TO";
    expect(await warehouse.error(`${attach} ROLE analyst`)).to.match(/for the same grantee/);
    expect(await warehouse.error(`${attach} PUBLIC PRIORITY 10`)).to.match(/with the same priority 10/);
    await warehouse.define(`${attach} PUBLIC PRIORITY 20`);
    expect(await analyst.rows(contacts)).to.deep.equal([["a of Ada", "Ada"]]);
    await warehouse.define("DROP MASKING POLICY first_letter CASCADE", "DROP MASKING POLICY hide CASCADE");
    expect(await analyst.rows(contacts)).to.deep.equal([["ada@example.com", "Ada"]]);
  });

  it("ends below where Lake Formation's grants to the namespace's role end", async () => {
    const { database } = warehouse.lake;
    const everyTable = { Table: { DatabaseName: database, TableWildcard: {} } };
    const someColumns = { TableWithColumns: { DatabaseName: database, Name: "people", ColumnNames: ["id", "name"] } };
    await warehouse.revoke(everyTable, ["SELECT"]);
    expect(await warehouse.error("SELECT id FROM lake.people"), "even of the administrator").to.match(
      /^ERROR: AccessDeniedException from glue - Insufficient Lake Formation permission\(s\): Required \w+ on people$/,
    );
    await warehouse.grant(someColumns, ["SELECT"]);
    expect(await warehouse.rows("SELECT * FROM lake.people WHERE id = 1")).to.deep.equal([[1, "Ada"]]);
    expect(await warehouse.error("SELECT email FROM lake.people")).to.equal(
      'ERROR: column "email" does not exist in people',
    );
    expect(await warehouse.error("SELECT name FROM report.names"), "below a view, too").to.include(
      'column "email" does not exist',
    );
    await warehouse.revoke(someColumns, ["SELECT"]);
    await warehouse.grant(everyTable, ["SELECT"]);
  });

  it("takes IAM's leave to call, for its user's credentials, and for the secret", async () => {
    const sts = new STSClient(sandboxClientOptions());
    const RoleName = `caller-${randomUUID()}`;
    const trust = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "test" }));
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const client = new RedshiftDataClient({ ...sandboxClientOptions(), credentials });
    const { SecretArn, ...withoutSecret } = warehouse.target;
    const followed = ["redshift-data:DescribeStatement", "redshift-data:GetStatementResult"];
    const ownStatements = { StringEquals: { "redshift-data:statement-owner-iam-userid": "${aws:userid}" } };
    const allow = async (...actions: string[]): Promise<void> => {
      const Statement = [
        { Effect: "Allow", Action: actions, Resource: "*" },
        { Effect: "Allow", Action: followed, Resource: "*", Condition: ownStatements },
      ];
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "calls", PolicyDocument }));
    };
    const denied = async (target: Statements["target"]): Promise<string> =>
      statementsBy(client, target)
        .start("SELECT 1")
        .then(
          () => "none",
          (error: unknown) => /perform: (\S+)/.exec(String(error))?.[1] ?? String(error),
        );
    try {
      expect(await denied(withoutSecret)).to.equal("redshift-data:ExecuteStatement");
      await allow("redshift-data:ExecuteStatement");
      expect(await denied(withoutSecret)).to.equal("redshift-serverless:GetCredentials");
      expect(await denied({ ...withoutSecret, ...(SecretArn && { SecretArn }) })).to.equal(
        "secretsmanager:GetSecretValue",
      );
      await allow("redshift-data:ExecuteStatement", "redshift-serverless:GetCredentials");
      const own = statementsBy(client, withoutSecret);
      expect(await own.rows("SELECT 1")).to.deep.equal([[1]]);
      const Id = await analyst.start("SELECT 1");
      const others = client.send(new DescribeStatementCommand({ Id })).catch((error: unknown) => String(error));
      expect(await others, "another role's statement").to.include("perform: redshift-data:DescribeStatement");
      await allow("redshift-data:DescribeStatement");
      const allowed = client.send(new DescribeStatementCommand({ Id })).catch((error: unknown) => String(error));
      expect(await allowed).to.include("Query does not exist");
    } finally {
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "calls" }));
      await iam.send(new DeleteRoleCommand({ RoleName }));
      client.destroy();
      sts.destroy();
    }
  });
});
