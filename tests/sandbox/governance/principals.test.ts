/** Each principal of the stack queries every column with its own role, and gets exactly what it is meant to see. */
import { AthenaClient } from "@aws-sdk/client-athena";
import {
  GrantPermissionsCommand,
  LakeFormationClient,
  RevokePermissionsCommand,
  type GrantPermissionsCommandInput,
} from "@aws-sdk/client-lakeformation";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import { expect } from "chai";
import { join } from "node:path";
import { assumeRole } from "../../../aws/sts/assume-role.ts";
import { readDeployment } from "../../../aws/ssm/deployment.ts";
import { loadContracts } from "../../../contracts/index.ts";
import type { Deployment, Principal } from "../../../model/documents/deployment.ts";
import { asProduction, curatedRelations } from "../../../model/governance/curated.ts";
import { personas, type Persona } from "../../../model/governance/principals.ts";
import { visibilityOf, type SeenColumn, type SeenTable } from "../../../model/governance/visibility.ts";
import { compileBundle } from "../../../sql/project/compile.ts";
import { readProject } from "../../../sql/project/read-project.ts";
import { queriesBy, type Queries } from "../../support/athena.ts";
import { missionDemo } from "../../support/mission-demo.ts";
import { roleFixture } from "../../support/roles.ts";
import { sandboxClientOptions, type SandboxClientOptions } from "../../support/sandbox.ts";

const { bundle: contracts } = loadContracts(join(import.meta.dirname, "..", "..", "..", "contracts"));
const notAuthorized = "cannot be resolved or requester is not authorized to access requested resources";
const { bundle: sql } = compileBundle(readProject(contracts));
const declared = { ...contracts, curated: curatedRelations([asProduction(sql)]) };
/** Tables and models that together have columns of every classification. */
const asked = [
  "mission_processed.customers",
  "mission_processed.operators",
  "mission_processed.services",
  "mission_curated.daily_revenue_by_customer",
  "mission_curated.dim_services",
];

const named = (columns: readonly SeenColumn[]): string => columns.map(({ name }) => `"${name}"`).join(", ");

describe("Principals of the stack", () => {
  let deployment: Deployment;
  const clients: { destroy: () => void }[] = [];

  const optionsOf = async (principal: Principal): Promise<SandboxClientOptions> => {
    const sts = opened(new STSClient(sandboxClientOptions()));
    return { ...sandboxClientOptions(), credentials: await assumeRole(principal, sts) };
  };

  const opened = <Client extends { destroy: () => void }>(client: Client): Client => {
    clients.push(client);
    return client;
  };

  const principalOf = (persona: Persona): Principal => {
    const found = deployment.governance.principals.find((principal) => principal.persona === persona);
    if (found === undefined) throw new Error(`the stack has no ${persona}`);
    return found;
  };

  const queriesOf = async (persona: Persona): Promise<Queries> =>
    queriesBy(opened(new AthenaClient(await optionsOf(principalOf(persona)))), deployment.workgroup);

  const tablesFor = (persona: Persona): readonly SeenTable[] =>
    visibilityOf(declared, principalOf(persona)).tables.filter(({ database, table }) =>
      asked.includes(`${database}.${table}`),
    );

  const reason = async (queries: Queries, sql: string): Promise<string | undefined> =>
    (await queries.query(sql)).execution.Status?.StateChangeReason;

  before(async () => {
    await missionDemo();
    deployment = await readDeployment("sandbox", opened(new SSMClient(sandboxClientOptions())));
  });
  after(() => {
    for (const client of clients) client.destroy();
  });

  for (const persona of personas) {
    it(`let the ${persona} read the columns that it is meant to, personal ones masked`, async () => {
      const queries = await queriesOf(persona);
      for (const { database, table, columns } of tablesFor(persona)) {
        const seen = columns.filter(({ seen: how }) => how === "plain" || how === "masked");
        const { execution, rows } = await queries.query(`SELECT ${named(seen)} FROM ${database}.${table} LIMIT 5`);
        expect(execution.Status?.StateChangeReason, `${persona} ${table}`).to.equal(undefined);
        const [, first = []] = rows;
        for (const [index, { name, seen: how }] of seen.entries()) {
          const value = first[index] ?? null;
          if (how === "masked" && value !== null) expect(value, `${table}.${name}`).to.match(/^[0-9a-f]{64}$/);
        }
      }
    });

    it(`deny the ${persona} every other column by Athena's error`, async () => {
      const queries = await queriesOf(persona);
      for (const { database, table, columns } of tablesFor(persona)) {
        for (const column of columns.filter(({ seen }) => seen === "hidden")) {
          const denied = await reason(queries, `SELECT ${named([column])} FROM ${database}.${table}`);
          expect(denied, `${persona} ${table}.${column.name}`).to.contain(notAuthorized);
        }
      }
    });
  }

  it("differ in what is hidden from them", () => {
    const hidden = personas.map((persona) =>
      tablesFor(persona).flatMap(({ columns }) => columns.filter(({ seen }) => seen === "hidden")),
    );
    const [engineer = [], analyst = [], bi = [], auditor = []] = hidden;
    expect([engineer.length, auditor.length]).to.deep.equal([0, 0]);
    expect(analyst.length).to.be.above(0);
    expect(bi.length).to.be.above(analyst.length);
  });

  it("get a column by a grant, and lose it with its removal", async () => {
    const analyst = await queriesOf("analyst");
    const sql = "SELECT contact_email FROM mission_processed.customers LIMIT 1";
    const lakeFormation = opened(new LakeFormationClient(sandboxClientOptions()));
    const request: GrantPermissionsCommandInput = {
      Principal: { DataLakePrincipalIdentifier: principalOf("analyst").role },
      Resource: {
        TableWithColumns: {
          DatabaseName: "mission_processed",
          Name: "customers",
          ColumnNames: ["contact_email"],
        },
      },
      Permissions: ["SELECT"],
    };
    expect(await reason(analyst, sql)).to.contain(notAuthorized);
    await lakeFormation.send(new GrantPermissionsCommand(request));
    try {
      expect(await reason(analyst, sql)).to.equal(undefined);
    } finally {
      await lakeFormation.send(new RevokePermissionsCommand(request));
    }
    expect(await reason(analyst, sql)).to.contain(notAuthorized);
  });

  it("read a view as a whole or not at all", async () => {
    const view = "SELECT segment, customers FROM mission_curated.revenue_by_segment LIMIT 1";
    expect(await reason(await queriesOf("analyst"), view)).to.equal(undefined);
    // these two columns are open, but the view also shows amounts, which are confidential
    expect(await reason(await queriesOf("bi"), view)).to.contain("Required Describe on revenue_by_segment");
  });

  it("can't fetch a raw object by S3, no more than any other role that IAM allows everything", async () => {
    const administrator = opened(new S3Client({ ...sandboxClientOptions(), forcePathStyle: true }));
    const { Contents = [] } = await administrator.send(
      new ListObjectsV2Command({ Bucket: deployment.rawBucket, MaxKeys: 1 }),
    );
    const page = { Bucket: deployment.rawBucket, Key: Contents[0]?.Key ?? "" };
    expect((await administrator.send(new GetObjectCommand(page))).ContentLength).to.be.above(0);
    const role = await roleFixture("everything");
    try {
      const s3 = opened(new S3Client({ ...role.options, forcePathStyle: true }));
      const list = new ListObjectsV2Command({ Bucket: deployment.rawBucket, MaxKeys: 1 });
      expect((await s3.send(list)).KeyCount).to.equal(1);
      const failure = await s3.send(new GetObjectCommand(page)).catch((error: unknown) => error);
      expect(failure).to.have.property("name", "AccessDenied");
    } finally {
      await role.remove();
    }
  });
});
