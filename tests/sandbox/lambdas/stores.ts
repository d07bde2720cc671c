import { randomUUID } from "node:crypto";
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { documentClient } from "../../../aws/dynamodb/client.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";

/** A test's own ledger table and bucket, removed afterwards. */
export interface Stores {
  readonly dynamo: DynamoDBDocumentClient;
  readonly table: string;
  readonly s3: S3Client;
  readonly bucket: string;
  readonly remove: () => Promise<void>;
}

export const createStores = async (): Promise<Stores> => {
  const options = sandboxClientOptions();
  const name = `test-${randomUUID()}`;
  const tables = new DynamoDBClient(options);
  const s3 = new S3Client(options);
  await tables.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
    }),
  );
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  const remove = async (): Promise<void> => {
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: name }));
    for (const { Key } of Contents ?? []) await s3.send(new DeleteObjectCommand({ Bucket: name, Key }));
    await s3.send(new DeleteBucketCommand({ Bucket: name }));
    await tables.send(new DeleteTableCommand({ TableName: name }));
  };
  return { dynamo: documentClient(options), table: name, s3, bucket: name, remove };
};
