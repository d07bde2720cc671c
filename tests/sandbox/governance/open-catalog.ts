/** A database with a table in an account whose defaults leave new ones to IAM, and two tags. */
import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GlueClient,
} from "@aws-sdk/client-glue";
import {
  AddLFTagsToResourceCommand,
  CreateLFTagCommand,
  DeleteLFTagCommand,
  GetDataLakeSettingsCommand,
  GrantPermissionsCommand,
  LakeFormationClient,
  ListPermissionsCommand,
  PutDataLakeSettingsCommand,
  RevokePermissionsCommand,
  type Permission,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import { randomUUID } from "node:crypto";
import { roleFixture } from "../../support/roles.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import { everybody } from "./lake.ts";

/** A fixture's own names, and how requests refer to them. */
const namesOf = (suffix: string, reader: string) => {
  const database = `lf_${suffix}`;
  return {
    database,
    reader,
    /** Key of a tag with the values raw and processed. */
    place: `place_${suffix}`,
    /** Key of a tag with the values public and personal. */
    secrecy: `secrecy_${suffix}`,
    inDatabase: { Database: { Name: database } } satisfies Resource,
    inTable: (Name = "t"): Resource => ({ Table: { DatabaseName: database, Name } }),
    inColumns: (...ColumnNames: string[]): Resource => ({
      TableWithColumns: { DatabaseName: database, Name: "t", ColumnNames },
    }),
    request: (Resource: Resource, Permissions: Permission[], principal = reader) => ({
      Principal: { DataLakePrincipalIdentifier: principal },
      Resource,
      Permissions,
    }),
  };
};

/** Grants, revokes, tags and lists as the account. */
const stewardOf = (lake: LakeFormationClient, { request }: ReturnType<typeof namesOf>) => ({
  grant: (...args: Parameters<typeof request>) => lake.send(new GrantPermissionsCommand(request(...args))),
  revoke: (...args: Parameters<typeof request>) => lake.send(new RevokePermissionsCommand(request(...args))),
  /** Returns the failures. */
  assign: async (Resource: Resource, TagKey: string, value: string): Promise<string[]> => {
    const LFTags = [{ TagKey, TagValues: [value] }];
    const { Failures = [] } = await lake.send(new AddLFTagsToResourceCommand({ Resource, LFTags }));
    return Failures.map(({ Error: error }) => `${error?.ErrorCode ?? ""}: ${error?.ErrorMessage ?? ""}`);
  },
  /** Principals with their permissions. */
  permissionsOn: async (resource: Resource): Promise<unknown[]> => {
    const { PrincipalResourcePermissions = [] } = await lake.send(new ListPermissionsCommand({ Resource: resource }));
    return PrincipalResourcePermissions.map(({ Principal, Permissions }) => [
      Principal?.DataLakePrincipalIdentifier,
      Permissions,
    ]);
  },
});

export type CatalogFixture = Awaited<ReturnType<typeof catalogFixture>>;

export const catalogFixture = async () => {
  const lake = new LakeFormationClient(sandboxClientOptions());
  const glue = new GlueClient(sandboxClientOptions());
  const role = await roleFixture("reader");
  const names = namesOf(randomUUID().replaceAll("-", ""), role.arn);
  const { database, place, secrecy } = names;
  const { DataLakeSettings } = await lake.send(new GetDataLakeSettingsCommand({}));
  const defaults = [{ Principal: everybody, Permissions: ["ALL" as const] }];
  const open = { CreateDatabaseDefaultPermissions: defaults, CreateTableDefaultPermissions: defaults };
  await lake.send(new PutDataLakeSettingsCommand({ DataLakeSettings: { ...DataLakeSettings, ...open } }));
  await lake.send(new CreateLFTagCommand({ TagKey: place, TagValues: ["raw", "processed"] }));
  await lake.send(new CreateLFTagCommand({ TagKey: secrecy, TagValues: ["public", "personal"] }));
  const createTable = async (Name = "t"): Promise<void> => {
    const Columns = ["id", "email"].map((column) => ({ Name: column, Type: "string" }));
    const TableInput = { Name, StorageDescriptor: { Columns } };
    await glue.send(new CreateTableCommand({ DatabaseName: database, TableInput }));
  };
  return {
    ...names,
    ...stewardOf(lake, names),
    lake,
    glue,
    createTable,
    dropTable: (Name = "t") => glue.send(new DeleteTableCommand({ DatabaseName: database, Name })),
    /** The database with the table `t`: id, email. */
    create: async (): Promise<void> => {
      await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
      await createTable();
    },
    drop: () => glue.send(new DeleteDatabaseCommand({ Name: database })),
    /** Restores the settings. */
    remove: async (): Promise<void> => {
      for (const TagKey of [place, secrecy]) await lake.send(new DeleteLFTagCommand({ TagKey }));
      await lake.send(new PutDataLakeSettingsCommand({ DataLakeSettings }));
      await role.remove();
      lake.destroy();
      glue.destroy();
    },
  };
};
