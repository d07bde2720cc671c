/** Access to curated tables and views follows from the applied SQL, in production and in previews. */
import { AthenaClient } from "@aws-sdk/client-athena";
import { GetDatabaseCommand, GlueClient } from "@aws-sdk/client-glue";
import {
  GrantPermissionsCommand,
  LakeFormationClient,
  RevokePermissionsCommand,
  type GrantPermissionsCommandInput,
} from "@aws-sdk/client-lakeformation";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import { expect } from "chai";
import { assumeRole } from "../../../aws/sts/assume-role.ts";
import { readDeployment } from "../../../aws/ssm/deployment.ts";
import { s3Documents } from "../../../aws/s3/documents.ts";
import type { Deployment } from "../../../model/documents/deployment.ts";
import type { Problem } from "../../../model/validation/problem.ts";
import { personas, type Persona } from "../../../model/governance/principals.ts";
import { environmentKey, environmentRelation, production } from "../../../model/sql/environment.ts";
import type { Classification } from "../../../model/documents/contract-bundle.ts";
import type { Environment } from "../../../model/documents/environment.ts";
import type { Model } from "../../../model/documents/sql-bundle.ts";
import { queriesBy, type Queries } from "../../support/athena.ts";
import { lakehouse, lakehouseJson } from "../../support/command.ts";
import { runInEngine } from "../../../sandbox/engine.ts";
import { roleFixture } from "../../support/roles.ts";
import { sandboxClientOptions, type SandboxClientOptions } from "../../support/sandbox.ts";

type Columns = Readonly<Record<string, Classification>>;

const preview = "governance_test";
const model = "flights_curated.governed_model";
const previewModel = environmentRelation(model, preview);
const view = "flights_curated.governed_view";
const declared: Columns = { day: "public", flights: "internal", cost: "confidential", captain: "personal" };
const columns = [...Object.keys(declared), "surprise"];
const select = "SELECT DATE '2026-01-01' AS day, 7 AS flights, 1.5 AS cost, 'a1b2' AS captain, 'x' AS surprise";

describe("curated tables and views", () => {
  let deployment: Deployment;
  let s3: S3Client;
  let account: Queries;
  let appliedBefore: unknown;
  const clients: { destroy: () => void }[] = [];
  const written: string[] = [];

  const opened = <Client extends { destroy: () => void }>(client: Client): Client => {
    clients.push(client);
    return client;
  };
  const optionsOf = async (persona: Persona): Promise<SandboxClientOptions> => {
    const principal = deployment.governance.principals.find((one) => one.persona === persona);
    if (principal === undefined) throw new Error(`the stack has no ${persona}`);
    const sts = opened(new STSClient(sandboxClientOptions()));
    return { ...sandboxClientOptions(), credentials: await assumeRole(principal, sts) };
  };
  const queriesOf = async (persona: Persona): Promise<Queries> =>
    queriesBy(opened(new AthenaClient(await optionsOf(persona))), deployment.workgroup);

  const put = async (key: string, document: unknown): Promise<void> => {
    written.push(key);
    const Body = JSON.stringify(document);
    await s3.send(new PutObjectCommand({ Bucket: deployment.artifactsBucket, Key: key, Body }));
  };
  const relation = (name: string, columns: Columns) => ({
    name,
    columns: Object.entries(columns).map(([column, classification]) => ({ name: column, classification })),
  });
  /** A model whose columns have these classifications; its other properties don't affect who may see them. */
  const compiledModel = ({ name, columns }: ReturnType<typeof relation>): Model => ({
    ...{ name, description: "", owner: "tests", grain: [columns[0]?.name ?? ""], mode: { kind: "full" } },
    columns: columns.map((column) => ({ ...column, type: "string", description: "" })),
    ...{ partitions: [], tests: [], query: [], reads: [], hash: "0".repeat(64) },
  });
  /** Adds compiled SQL to what is already applied, which stays declared. */
  const declare = async (environment: string, ...versions: readonly (readonly ReturnType<typeof relation>[])[]) => {
    const keys = versions.map((_, index) => `sql/bundles/governance-test-${environment}-${index}.json`);
    for (const [index, relations] of versions.entries()) {
      const views = relations.filter(({ name }) => name === view);
      const models = relations.filter(({ name }) => name !== view).map(compiledModel);
      await put(keys[index] ?? "", { formatVersion: 1, models, views });
    }
    const [bundleKey = "", ...others] = keys;
    const applied = environment === production ? (appliedBefore as Environment | undefined)?.bundleKey : undefined;
    const previousBundleKeys = [...others, ...(applied === undefined ? [] : [applied])];
    const own = environment === production ? [] : [model];
    const object: Environment = { formatVersion: 1, environment, revision: 0, bundleKey, previousBundleKeys, own };
    await put(environmentKey(environment), object);
  };

  const invoke = async (event: object, options = sandboxClientOptions(), name = deployment.governFunction) => {
    const lambda = opened(new LambdaClient(options));
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }),
    );
    return { failed: FunctionError !== undefined, answer: Payload?.transformToString() ?? "" };
  };
  const govern = async (event: object = { action: "catalog" }): Promise<string> => {
    const { failed, answer } = await invoke(event);
    expect(failed, answer).to.equal(false);
    return answer;
  };

  const asAccount = async (sql: string): Promise<void> => {
    const { execution } = await account.query(sql);
    expect(execution.Status?.StateChangeReason, sql).to.equal(undefined);
  };
  /** The columns that each persona can read, queried one by one: `*` is denied to those who may alter some of them. */
  const readBy = async (name: string): Promise<Readonly<Record<string, readonly string[]>>> => {
    const read: Record<string, readonly string[]> = {};
    for (const persona of personas) {
      const queries = await queriesOf(persona);
      const answers = await Promise.all(
        columns.map(async (column) => {
          const { execution } = await queries.query(`SELECT ${column} FROM ${name}`);
          return execution.Status?.State === "SUCCEEDED" ? [column] : [];
        }),
      );
      read[persona] = answers.flat();
    }
    return read;
  };
  const byNobody = { "data-engineer": [], analyst: [], bi: [], auditor: [] };
  const asMeant = {
    "data-engineer": ["day", "flights", "cost", "captain"],
    analyst: ["day", "flights", "cost"],
    bi: ["day", "flights"],
    auditor: ["day", "flights", "cost", "captain"],
  };

  before(async () => {
    const deployed = await lakehouse(["deploy"]);
    expect(deployed.exitCode, deployed.stderr).to.equal(0);
    deployment = await readDeployment("sandbox", opened(new SSMClient(sandboxClientOptions())));
    s3 = opened(new S3Client({ ...sandboxClientOptions(), forcePathStyle: true }));
    account = queriesBy(opened(new AthenaClient(sandboxClientOptions())), deployment.workgroup);
    appliedBefore = await s3Documents(s3, deployment.artifactsBucket).read(environmentKey(production));
    await runInEngine(`CREATE TABLE ${model} AS ${select}`);
  });
  after(async () => {
    await asAccount(`DROP VIEW IF EXISTS ${view}`);
    await runInEngine(`DROP TABLE IF EXISTS ${model}`);
    await runInEngine(`DROP TABLE IF EXISTS ${previewModel}`);
    await govern({ action: "remove environment", environment: preview });
    for (const Key of written) {
      await s3.send(new DeleteObjectCommand({ Bucket: deployment.artifactsBucket, Key }));
    }
    if (appliedBefore !== undefined) await put(environmentKey(production), appliedBefore);
    await govern();
    for (const client of clients) client.destroy();
  });

  it("are their job's to make and to drop, not Athena's", async () => {
    const refusals = [
      `DROP TABLE ${model}`,
      `drop table if exists \`flights_curated\`.governed_model`,
      `/* gone */ DROP -- soon\n TABLE /* '; */ ${model}`,
      `ALTER TABLE ${model} ADD COLUMNS (extra string)`,
      `CREATE TABLE flights_curated.another AS ${select}`,
      `CREATE TABLE IF NOT EXISTS flights_curated.another WITH (table_type = 'ICEBERG') AS ${select}`,
    ];
    for (const sql of refusals) {
      const { execution } = await account.query(sql);
      expect(execution.Status?.StateChangeReason, sql).to.match(/^NOT_SUPPORTED: DDL operations are not supported/);
    }
    await asAccount(`SELECT count(*) FROM ${model}`);
    await asAccount(`CREATE OR REPLACE VIEW ${view} AS SELECT day FROM ${model}`);
    await asAccount(`DROP VIEW ${view}`);
    // where nothing is registered, Athena creates and drops tables
    const elsewhere = `s3://${deployment.artifactsBucket}/governed_elsewhere/`;
    await asAccount(`CREATE TABLE flights_curated.governed_elsewhere WITH (location = '${elsewhere}') AS ${select}`);
    await asAccount("DROP TABLE flights_curated.governed_elsewhere");
  });

  it("are nobody's to read until applied SQL declares them", async () => {
    await govern();
    expect(await readBy(model)).to.deep.equal(byNobody);
    const shown = await (await queriesOf("data-engineer")).query(`SHOW COLUMNS IN ${model}`);
    expect(shown.rows.map(([column]) => column?.trim())).to.include.members(columns);
  });

  it("are read as their columns are declared, and no undeclared column is", async () => {
    await declare(production, [relation(model, declared)]);
    await govern();
    expect(await readBy(model)).to.deep.equal(asMeant);
  });

  it("are as closed as the stricter of two bundles while a revision is carried out", async () => {
    const next: Columns = { day: "confidential", flights: "public", cost: "public", captain: "public" };
    await declare(production, [relation(model, next)], [relation(model, declared)]);
    await govern();
    expect(await readBy(model)).to.deep.include({ analyst: ["day", "flights", "cost"], bi: ["flights"] });
    await declare(production, [relation(model, next)]);
    await govern();
    expect(await readBy(model)).to.deep.include({
      analyst: ["day", "flights", "cost", "captain"],
      bi: ["flights", "cost", "captain"],
    });
    await declare(production, [relation(model, declared)]);
    await govern();
    expect(await readBy(model)).to.deep.equal(asMeant);
  });

  it("are their maker's alone when they are made by hand, until applied SQL declares them", async () => {
    const engineer = await queriesOf("data-engineer");
    const { execution } = await engineer.query(`CREATE VIEW ${view} AS SELECT day, flights, cost FROM ${model}`);
    expect(execution.Status?.StateChangeReason).to.equal(undefined);
    await govern();
    expect(await readBy(view)).to.deep.equal({ ...byNobody, "data-engineer": ["day", "flights", "cost"] });
    await declare(production, [
      relation(model, declared),
      relation(view, { day: "public", flights: "internal", cost: "confidential" }),
    ]);
    await govern();
    // denied as a whole, because it shows a confidential column
    expect(await readBy(view)).to.deep.include({ analyst: ["day", "flights", "cost"], bi: [] });
    const { execution: closed } = await (await queriesOf("bi")).query(`SELECT day FROM ${view}`);
    expect(closed.Status?.StateChangeReason).to.match(/Required Describe on governed_view$/);
    await declare(production, [
      relation(model, declared),
      relation(view, { day: "public", flights: "internal", cost: "internal" }),
    ]);
    await govern();
    // a view also requires its reader's own permissions on everything that it reads
    const { execution: asked } = await (await queriesOf("bi")).query(`SELECT day FROM ${view}`);
    expect(asked.Status?.StateChangeReason).to.match(/not authorized/);
    await declare(production, [relation(model, declared), relation(view, { day: "public", flights: "internal" })]);
    await govern();
    expect(await readBy(view), "a column that nobody declares closes it").to.deep.include({ analyst: [], bi: [] });
    await declare(production, [
      relation(model, declared),
      relation(view, { day: "public", flights: "internal", cost: "confidential" }),
    ]);
    await govern();
  });

  it("are as access check says", async () => {
    const { findings } = await lakehouseJson<{ findings: unknown[] }>("access", "check");
    expect(findings).to.deep.equal([]);
  });

  it("are found by access check where somebody's grant exposes more than is declared", async () => {
    const lakeFormation = opened(new LakeFormationClient(sandboxClientOptions()));
    const { role = "" } = deployment.governance.principals.find(({ persona }) => persona === "bi") ?? {};
    const [DatabaseName, Name] = model.split(".");
    // The column that the view reads, and the view: nothing else denies access
    const grants = [
      { TableWithColumns: { DatabaseName, Name, ColumnNames: ["cost"] } },
      { TableWithColumns: { DatabaseName, Name: view.split(".")[1], ColumnNames: ["day", "flights", "cost"] } },
    ].map((Resource): GrantPermissionsCommandInput => ({
      Principal: { DataLakePrincipalIdentifier: role },
      Resource,
      Permissions: ["SELECT"],
    }));
    for (const grant of grants) await lakeFormation.send(new GrantPermissionsCommand(grant));
    const { stdout } = await lakehouse(["access", "check", "--json"]);
    for (const grant of grants) await lakeFormation.send(new RevokePermissionsCommand(grant));
    const { findings } = JSON.parse(stdout) as { findings: Problem[] };
    const more = findings.filter(({ code }) => code === "ACCESS_ANSWER_MORE");
    expect(more.map(({ place, message }) => [place, message])).to.have.deep.members([
      [`${model}, asked as bi`, "it reads cost (confidential), but is not meant to"],
      [`${view}, asked as bi`, "it reads day (public), flights (internal), cost (confidential), but is not meant to"],
    ]);
  });

  it("of a preview are in databases of its own, which are made, closed, tagged and removed by the function", async () => {
    const engineer = await optionsOf("data-engineer");
    const make = { action: "environment", environment: preview, databases: ["flights_curated"] };
    const database = previewModel.split(".")[0] ?? "";
    expect(JSON.parse((await invoke(make, engineer)).answer)).to.deep.equal({ created: [database] });
    expect(JSON.parse((await invoke(make, engineer)).answer)).to.deep.equal({ created: [] });
    const glue = opened(new GlueClient(sandboxClientOptions()));
    const { Database: found } = await glue.send(new GetDatabaseCommand({ Name: database }));
    expect(found).to.deep.include({
      LocationUri: `s3://${deployment.curatedBucket}/${database}/`,
      CreateTableDefaultPermissions: [],
    });
    await runInEngine(`CREATE TABLE ${previewModel} AS ${select}`);
    await govern();
    expect(await readBy(previewModel)).to.deep.equal(byNobody);
    await declare(preview, [relation(model, declared)]);
    await govern();
    expect(await readBy(previewModel)).to.deep.equal(asMeant);
    expect((await lakehouseJson<{ findings: unknown[] }>("access", "check")).findings).to.deep.equal([]);

    const remove = { action: "remove environment", environment: preview };
    const refused = await invoke(remove, engineer);
    expect(refused.failed).to.equal(true);
    expect(refused.answer).to.contain(`ENVIRONMENT_NOT_EMPTY database ${database}: it still contains governed_model`);
    await runInEngine(`DROP TABLE ${previewModel}`);
    expect(JSON.parse((await invoke(remove, engineer)).answer)).to.deep.equal({ removed: [database] });
    expect(await s3Documents(s3, deployment.artifactsBucket).read(environmentKey(preview))).to.equal(undefined);
    expect((await lakehouseJson<{ findings: unknown[] }>("access", "check")).findings).to.deep.equal([]);
  });

  it("can't be used by a data engineer to become an administrator", async () => {
    const engineer = await optionsOf("data-engineer");
    const settings = {
      action: "settings",
      administrators: ["arn:aws:iam::000000000000:role/data-engineer"],
      domains: [],
    };
    const { failed, answer } = await invoke(settings, engineer);
    expect(failed).to.equal(true);
    expect(answer).to.contain('GOVERN_REQUEST_INVALID action: found \\"settings\\"');
  });

  it("is refused to a data engineer but by its alias, and to who only queries in any way", async () => {
    // The test's own roles: a denied call of the stack's roles counts as a gap in their policies
    const policy = (name: string): string => `arn:aws:iam::000000000000:policy/lakehouse-sandbox-${name}`;
    const [engineer, analyst] = await Promise.all([
      roleFixture("engineer", policy("apply-sql")),
      roleFixture("analyst", policy("query")),
    ]);
    const catalog = { action: "catalog" };
    const unqualified = deployment.governFunction.split(":")[0] ?? "";
    const refusals = await Promise.all([
      invoke(catalog, engineer.options, unqualified).catch((error: unknown) => error),
      invoke(catalog, analyst.options).catch((error: unknown) => error),
    ]);
    await Promise.all([engineer.remove(), analyst.remove()]);
    for (const refusal of refusals) expect(refusal).to.have.property("name", "AccessDeniedException");
  });
});
