/** A test's own Redshift Serverless namespace and workgroup, in front of a closed database of the catalog. */
import {
  GrantPermissionsCommand,
  RevokePermissionsCommand,
  type Permission,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
  type ColumnMetadata,
  type DescribeStatementResponse,
  type Field,
  type SqlParameter,
} from "@aws-sdk/client-redshift-data";
import {
  CreateNamespaceCommand,
  CreateWorkgroupCommand,
  DeleteNamespaceCommand,
  DeleteWorkgroupCommand,
  RedshiftServerlessClient,
} from "@aws-sdk/client-redshift-serverless";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { roleFixture, type RoleFixture } from "../../support/roles.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import { lakeFixture, type Lake } from "../governance/lake.ts";

const finalStates = ["FINISHED", "FAILED", "ABORTED"];

type Value = string | number | boolean | null;

interface ResultSet {
  readonly columns: readonly ColumnMetadata[];
  readonly rows: readonly (readonly Value[])[];
}

interface StatementAnswer extends Partial<ResultSet> {
  readonly description: DescribeStatementResponse;
  /** For a batch, one for each statement that has a result. */
  readonly results: readonly ResultSet[];
}

export interface Statements {
  readonly client: RedshiftDataClient;
  /** Parameters of every call. */
  readonly target: { readonly WorkgroupName: string; readonly Database: string; readonly SecretArn?: string };
  readonly start: (sql: string, parameters?: SqlParameter[]) => Promise<string>;
  readonly finished: (id: string) => Promise<DescribeStatementResponse>;
  /** The first result, whether the statement succeeded or failed. */
  readonly answer: (sql: string | readonly string[], parameters?: SqlParameter[]) => Promise<StatementAnswer>;
  /** The rows of a statement, which must succeed. */
  readonly rows: (sql: string, parameters?: SqlParameter[]) => Promise<readonly (readonly Value[])[]>;
  /** The error of a statement, which must fail. */
  readonly error: (sql: string | readonly string[]) => Promise<string>;
}

const valueOf = (field: Field): Value =>
  field.isNull === true
    ? null
    : (field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue ?? null);

const resultOf = async (client: RedshiftDataClient, Id: string): Promise<ResultSet> => {
  const rows: Value[][] = [];
  let columns: readonly ColumnMetadata[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new GetStatementResultCommand({ Id, ...(NextToken && { NextToken }) }));
    columns = page.ColumnMetadata ?? [];
    rows.push(...(page.Records ?? []).map((record) => record.map(valueOf)));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return { columns, rows };
};

/** Statements with the client's credentials or as the secret's user. */
export const statementsBy = (client: RedshiftDataClient, target: Statements["target"]): Statements => {
  const start = async (Sql: string, Parameters?: SqlParameter[]): Promise<string> => {
    const request = { ...target, Sql, ...(Parameters && { Parameters }) };
    return (await client.send(new ExecuteStatementCommand(request))).Id ?? "";
  };
  const finished = async (Id: string): Promise<DescribeStatementResponse> => {
    for (;;) {
      const description = await client.send(new DescribeStatementCommand({ Id }));
      if (finalStates.includes(description.Status ?? "")) return description;
      await sleep(50);
    }
  };
  const startBatch = async (Sqls: readonly string[]): Promise<string> =>
    (await client.send(new BatchExecuteStatementCommand({ ...target, Sqls: [...Sqls] }))).Id ?? "";
  const answer: Statements["answer"] = async (sql, parameters) => {
    const id = typeof sql === "string" ? await start(sql, parameters) : await startBatch(sql);
    const description = await finished(id);
    const parts = typeof sql === "string" ? [description] : (description.SubStatements ?? []);
    const results: ResultSet[] = [];
    for (const part of parts) {
      if (part.Status === "FINISHED" && part.HasResultSet === true) results.push(await resultOf(client, part.Id ?? ""));
    }
    return { description, results, ...results[0] };
  };
  return {
    client,
    target,
    start,
    finished,
    answer,
    rows: async (sql, parameters) => {
      const { description, rows = [] } = await answer(sql, parameters);
      expect(description.Error, sql).to.equal(undefined);
      return rows;
    },
    error: async (sql) => {
      const { description } = await answer(sql);
      expect(description.Status, sql.toString()).to.equal("FAILED");
      return description.Error ?? "";
    },
  };
};

export interface Warehouse extends Statements {
  /** With the table `people` (id, name, email) in its database, all of which the role may read. */
  readonly lake: Lake;
  readonly spectrum: RoleFixture;
  /** Grants to the role of the namespace's external schemas. */
  readonly grant: (resource: Resource, permissions: Permission[]) => Promise<void>;
  readonly revoke: (resource: Resource, permissions: Permission[]) => Promise<void>;
  /** Statements as an IAM role, with its own credentials and no secret. */
  readonly as: (role: RoleFixture) => Statements;
  /** Runs all of them in sequence, as the administrator; each must succeed. */
  readonly define: (...sqls: string[]) => Promise<void>;
  readonly remove: () => Promise<void>;
}

const createWarehouse = async (client: RedshiftServerlessClient, name: string, roleArn: string): Promise<string> => {
  const { namespace } = await client.send(
    new CreateNamespaceCommand({
      namespaceName: name,
      dbName: "lake",
      adminUsername: "admin",
      manageAdminPassword: true,
      iamRoles: [roleArn],
      defaultIamRoleArn: roleArn,
    }),
  );
  await client.send(new CreateWorkgroupCommand({ workgroupName: name, namespaceName: name }));
  return namespace?.adminPasswordSecretArn ?? "";
};

/** The external schema `lake` refers to the lake's database. */
export const warehouseFixture = async (): Promise<Warehouse> => {
  const options = sandboxClientOptions();
  const serverless = new RedshiftServerlessClient(options);
  const client = new RedshiftDataClient(options);
  const [lake, spectrum] = await Promise.all([lakeFixture(), roleFixture("spectrum")]);
  const name = `test-${randomUUID()}`;
  const SecretArn = await createWarehouse(serverless, name, spectrum.arn);
  const clients = [client];
  const asAdministrator = statementsBy(client, { WorkgroupName: name, Database: "lake", SecretArn });
  const request = (Resource: Resource, Permissions: Permission[]) => ({
    Principal: { DataLakePrincipalIdentifier: spectrum.arn },
    Resource,
    Permissions,
  });
  const everyTable: Resource = { Table: { DatabaseName: lake.database, TableWildcard: {} } };
  const grant = async (...what: Parameters<typeof request>): Promise<void> => {
    await lake.lakeFormation.send(new GrantPermissionsCommand(request(...what)));
  };
  const revoke = async (...what: Parameters<typeof request>): Promise<void> => {
    await lake.lakeFormation.send(new RevokePermissionsCommand(request(...what)));
  };
  const define = async (...sqls: string[]): Promise<void> => {
    for (const sql of sqls) await asAdministrator.rows(sql);
  };
  await grant(everyTable, ["SELECT"]);
  await define(`CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE '${lake.database}' IAM_ROLE default`);
  return {
    ...asAdministrator,
    lake,
    spectrum,
    grant,
    revoke,
    define,
    as: (role) => {
      const own = new RedshiftDataClient(role.options);
      clients.push(own);
      return statementsBy(own, { WorkgroupName: name, Database: "lake" });
    },
    remove: async () => {
      await serverless.send(new DeleteWorkgroupCommand({ workgroupName: name }));
      await serverless.send(new DeleteNamespaceCommand({ namespaceName: name }));
      await lake.remove();
      await spectrum.remove();
      serverless.destroy();
      for (const one of clients) one.destroy();
    },
  };
};
