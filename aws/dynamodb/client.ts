import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { clientSettings } from "../client-settings.ts";

/** A document client that omits undefined attributes, as JSON does. */
export const documentClient = (own: DynamoDBClientConfig = {}): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient({ ...clientSettings, ...own }), {
    marshallOptions: { removeUndefinedValues: true },
  });
