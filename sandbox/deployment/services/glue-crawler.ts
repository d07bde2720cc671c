import {
  CreateCrawlerCommand,
  DeleteCrawlerCommand,
  GlueClient,
  UpdateCrawlerCommand,
  type CreateCrawlerRequest,
  type RecrawlBehavior,
  type SchemaChangePolicy,
} from "@aws-sdk/client-glue";
import { createOr, defineType, pascalKeys, removeIfThere, type Applied } from "../resource-type.ts";

const client = new GlueClient({});

interface CrawlerInputs {
  readonly name: string;
  readonly description: string;
  readonly role: string;
  readonly databaseName: string;
  readonly s3Targets: readonly {
    readonly path: string;
    readonly sampleSize: number;
    readonly connectionName?: string;
  }[];
  readonly schemaChangePolicy: { readonly updateBehavior: string; readonly deleteBehavior: string };
  readonly recrawlPolicy: { readonly recrawlBehavior: RecrawlBehavior };
  readonly configuration: string;
  readonly securityConfiguration?: string;
}

const settings = (inputs: CrawlerInputs): CreateCrawlerRequest => ({
  Name: inputs.name,
  Description: inputs.description,
  Role: inputs.role,
  DatabaseName: inputs.databaseName,
  Targets: {
    S3Targets: inputs.s3Targets.map(({ path, sampleSize, connectionName }) => ({
      Path: path,
      SampleSize: sampleSize,
      ConnectionName: connectionName,
    })),
  },
  SchemaChangePolicy: pascalKeys(inputs.schemaChangePolicy) as SchemaChangePolicy,
  RecrawlPolicy: { RecrawlBehavior: inputs.recrawlPolicy.recrawlBehavior },
  Configuration: inputs.configuration,
  CrawlerSecurityConfiguration: inputs.securityConfiguration,
});

const update = async (inputs: CrawlerInputs): Promise<Applied> => {
  await client.send(new UpdateCrawlerCommand(settings(inputs)));
  return { id: inputs.name, outputs: {} };
};

export const crawler = defineType<CrawlerInputs>({
  inputs: [
    "name",
    "description",
    "role",
    "databaseName",
    "s3Targets",
    "schemaChangePolicy",
    "recrawlPolicy",
    "configuration",
    "securityConfiguration",
  ],
  replaceOn: ["name"],
  create: (inputs) =>
    createOr(
      async () => {
        await client.send(new CreateCrawlerCommand(settings(inputs)));
        return { id: inputs.name, outputs: {} };
      },
      ["AlreadyExistsException"],
      () => update(inputs),
    ),
  update,
  delete: ({ id }) =>
    removeIfThere(() => client.send(new DeleteCrawlerCommand({ Name: id })), ["EntityNotFoundException"]),
});
