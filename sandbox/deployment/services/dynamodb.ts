import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
  type AttributeDefinition,
  type BillingMode,
  type KeySchemaElement,
  type SSESpecification,
} from "@aws-sdk/client-dynamodb";
import { createOr, defineType, present, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new DynamoDBClient({});
const settleSeconds = 60;

interface TableInputs {
  readonly name: string;
  readonly billingMode: BillingMode;
  readonly hashKey: string;
  readonly rangeKey: string;
  readonly attributes: readonly { readonly name: string; readonly type: "S" | "N" | "B" }[];
  readonly pointInTimeRecovery: { readonly enabled: boolean };
  readonly serverSideEncryption: { readonly enabled: boolean; readonly kmsKeyArn: string };
  readonly deletionProtectionEnabled: boolean;
}

const keySchema = ({ hashKey, rangeKey }: TableInputs): KeySchemaElement[] => [
  { AttributeName: hashKey, KeyType: "HASH" },
  { AttributeName: rangeKey, KeyType: "RANGE" },
];

const attributeDefinitions = ({ attributes }: TableInputs): AttributeDefinition[] =>
  attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type }));

const encryption = ({ serverSideEncryption }: TableInputs): SSESpecification => ({
  Enabled: serverSideEncryption.enabled,
  SSEType: "KMS",
  KMSMasterKeyId: serverSideEncryption.kmsKeyArn,
});

/** Sets what CreateTable doesn't accept, and what an existing table may have been created with. */
const settle = async (inputs: TableInputs): Promise<Applied> => {
  const request = { TableName: inputs.name };
  await waitUntilTableExists({ client, maxWaitTime: settleSeconds, minDelay: 0.1 }, request);
  const recovery = { PointInTimeRecoveryEnabled: inputs.pointInTimeRecovery.enabled };
  await client.send(new UpdateContinuousBackupsCommand({ ...request, PointInTimeRecoverySpecification: recovery }));
  const { Table } = await client.send(new DescribeTableCommand(request));
  return { id: inputs.name, outputs: { arn: present(Table?.TableArn, "the table's ARN") } };
};

const updateTable = async (inputs: TableInputs): Promise<Applied> => {
  await client.send(
    new UpdateTableCommand({
      TableName: inputs.name,
      BillingMode: inputs.billingMode,
      DeletionProtectionEnabled: inputs.deletionProtectionEnabled,
      SSESpecification: encryption(inputs),
    }),
  );
  return settle(inputs);
};

const table = defineType<TableInputs>({
  inputs: [
    "name",
    "billingMode",
    "hashKey",
    "rangeKey",
    "attributes",
    "pointInTimeRecovery",
    "serverSideEncryption",
    "deletionProtectionEnabled",
  ],
  replaceOn: ["name", "hashKey", "rangeKey", "attributes"],
  create: (inputs) =>
    createOr(
      async () => {
        await client.send(
          new CreateTableCommand({
            TableName: inputs.name,
            BillingMode: inputs.billingMode,
            KeySchema: keySchema(inputs),
            AttributeDefinitions: attributeDefinitions(inputs),
            DeletionProtectionEnabled: inputs.deletionProtectionEnabled,
            SSESpecification: encryption(inputs),
          }),
        );
        return settle(inputs);
      },
      ["ResourceInUseException"],
      () => updateTable(inputs),
    ),
  update: updateTable,
  delete: async ({ id }) => {
    await removeIfThere(() => client.send(new DeleteTableCommand({ TableName: id })), ["ResourceNotFoundException"]);
    await waitUntilTableNotExists({ client, maxWaitTime: settleSeconds, minDelay: 0.1 }, { TableName: id });
  },
});

export const dynamodb: Readonly<Record<string, AnyResourceType>> = { Table: table };
