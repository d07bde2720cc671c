/** A test's own database with a table and views, closed to everybody but the account. */
import {
  AddLFTagsToResourceCommand,
  CreateLFTagCommand,
  DeleteLFTagCommand,
  LakeFormationClient,
  ListPermissionsCommand,
  RevokePermissionsCommand,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { athenaFixture, type AthenaFixture } from "../../support/athena.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";

export interface Lake extends AthenaFixture {
  readonly lakeFormation: LakeFormationClient;
  readonly database: string;
  /** Key of a tag with the values open and closed. */
  readonly tag: string;
  /** Runs a statement as the account; it must succeed. */
  readonly run: (sql: string) => Promise<readonly (readonly (string | null)[])[]>;
  readonly assign: (resource: Resource, value: "open" | "closed") => Promise<void>;
}

export const everybody = { DataLakePrincipalIdentifier: "IAM_ALLOWED_PRINCIPALS" };

export const people = `SELECT * FROM (VALUES (1, 'Ada', 'ada@example.com'), (2, 'Bob', 'bob@example.com'))
  AS t(id, name, email)`;

/** If the account's defaults were cleared, there is nothing to revoke. */
const close = async (lakeFormation: LakeFormationClient, Resource: Resource): Promise<void> => {
  const { PrincipalResourcePermissions = [] } = await lakeFormation.send(new ListPermissionsCommand({ Resource }));
  if (PrincipalResourcePermissions.length > 0) {
    await lakeFormation.send(new RevokePermissionsCommand({ Principal: everybody, Resource, Permissions: ["ALL"] }));
  }
};

/** The table `people`: id, name, email. The view `names` reads its id and name, `contacts` all of it. */
export const lakeFixture = async (): Promise<Lake> => {
  const fixture = await athenaFixture();
  const lakeFormation = new LakeFormationClient(sandboxClientOptions());
  const suffix = randomUUID().replaceAll("-", "");
  const database = `lake_${suffix}`;
  const tag = `access_${suffix}`;
  const run = async (sql: string): Promise<readonly (readonly (string | null)[])[]> => {
    const { execution, rows } = await fixture.query(sql, database);
    expect(execution.Status?.StateChangeReason, sql).to.equal(undefined);
    return rows;
  };
  await run(`CREATE DATABASE ${database} LOCATION 's3://${fixture.bucket}/${database}/'`);
  await run(`CREATE TABLE people WITH (location = 's3://${fixture.bucket}/people/') AS ${people}`);
  await run("CREATE VIEW names AS SELECT id, name FROM people");
  await run("CREATE VIEW contacts AS SELECT id, email FROM people");
  const made: Resource[] = [
    { Database: { Name: database } },
    ...["people", "names", "contacts"].map((Name) => ({ Table: { DatabaseName: database, Name } })),
  ];
  for (const Resource of made) await close(lakeFormation, Resource);
  await lakeFormation.send(new CreateLFTagCommand({ TagKey: tag, TagValues: ["open", "closed"] }));
  return {
    ...fixture,
    lakeFormation,
    database,
    tag,
    run,
    assign: async (Resource, value) => {
      const LFTags = [{ TagKey: tag, TagValues: [value] }];
      const { Failures } = await lakeFormation.send(new AddLFTagsToResourceCommand({ Resource, LFTags }));
      expect(Failures).to.deep.equal([]);
    },
    remove: async () => {
      for (const view of ["names", "contacts"]) await run(`DROP VIEW ${view}`);
      await run("DROP TABLE people");
      await run(`DROP DATABASE ${database}`);
      await lakeFormation.send(new DeleteLFTagCommand({ TagKey: tag }));
      lakeFormation.destroy();
      await fixture.remove();
    },
  };
};
