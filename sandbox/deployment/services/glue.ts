import {
  CreateDatabaseCommand,
  CreateJobCommand,
  DeleteDatabaseCommand,
  DeleteJobCommand,
  GlueClient,
  UpdateDatabaseCommand,
  UpdateJobCommand,
  type DatabaseInput,
  type JobCommand,
  type WorkerType,
} from "@aws-sdk/client-glue";
import { accountId } from "../account-id.ts";
import {
  createOr,
  defineType,
  pascalKeys,
  removeIfThere,
  type AnyResourceType,
  type Applied,
} from "../resource-type.ts";
import { crawler } from "./glue-crawler.ts";
import { connection } from "./glue-connection.ts";
import { securityConfiguration } from "./glue-security.ts";

const client = new GlueClient({});

/** Glue returns no ARNs. */
const glueArn = async (resource: string): Promise<string> =>
  `arn:aws:glue:${await client.config.region()}:${await accountId()}:${resource}`;

interface DatabaseInputs {
  readonly name: string;
  readonly description: string;
  readonly locationUri: string;
}

const describeDatabase = async (name: string): Promise<Applied> => ({
  id: name,
  outputs: { arn: await glueArn(`database/${name}`) },
});

const updateDatabase = async (inputs: DatabaseInputs): Promise<Applied> => {
  await client.send(
    new UpdateDatabaseCommand({ Name: inputs.name, DatabaseInput: pascalKeys(inputs) as DatabaseInput }),
  );
  return describeDatabase(inputs.name);
};

const database = defineType<DatabaseInputs>({
  inputs: ["name", "description", "locationUri"],
  replaceOn: ["name"],
  create: (inputs) =>
    createOr(
      async () => {
        await client.send(new CreateDatabaseCommand({ DatabaseInput: pascalKeys(inputs) as DatabaseInput }));
        return describeDatabase(inputs.name);
      },
      ["AlreadyExistsException"],
      () => updateDatabase(inputs),
    ),
  update: updateDatabase,
  delete: ({ id }) =>
    removeIfThere(() => client.send(new DeleteDatabaseCommand({ Name: id })), ["EntityNotFoundException"]),
});

interface JobInputs {
  readonly name: string;
  readonly description: string;
  readonly roleArn: string;
  readonly securityConfiguration: string;
  readonly glueVersion: string;
  readonly workerType: WorkerType;
  readonly numberOfWorkers: number;
  readonly timeout: number;
  readonly maxRetries: number;
  readonly executionProperty: { readonly maxConcurrentRuns: number };
  readonly command: { readonly name: string; readonly pythonVersion: string; readonly scriptLocation: string };
  readonly defaultArguments: Record<string, string>;
  readonly connections?: string[];
}

const jobSettings = (inputs: JobInputs) => ({
  Description: inputs.description,
  Role: inputs.roleArn,
  SecurityConfiguration: inputs.securityConfiguration,
  GlueVersion: inputs.glueVersion,
  WorkerType: inputs.workerType,
  NumberOfWorkers: inputs.numberOfWorkers,
  Timeout: inputs.timeout,
  MaxRetries: inputs.maxRetries,
  ExecutionProperty: { MaxConcurrentRuns: inputs.executionProperty.maxConcurrentRuns },
  Command: pascalKeys(inputs.command) as JobCommand,
  DefaultArguments: inputs.defaultArguments,
  // an empty list removes a job from its previous network
  Connections: { Connections: inputs.connections ?? [] },
});

const updateJob = async (inputs: JobInputs): Promise<Applied> => {
  await client.send(new UpdateJobCommand({ JobName: inputs.name, JobUpdate: jobSettings(inputs) }));
  return { id: inputs.name, outputs: { arn: await glueArn(`job/${inputs.name}`) } };
};

const job = defineType<JobInputs>({
  inputs: [
    "name",
    "description",
    "roleArn",
    "securityConfiguration",
    "glueVersion",
    "workerType",
    "numberOfWorkers",
    "timeout",
    "maxRetries",
    "executionProperty",
    "command",
    "defaultArguments",
    "connections",
  ],
  replaceOn: ["name"],
  create: (inputs) =>
    createOr(
      async () => {
        await client.send(new CreateJobCommand({ Name: inputs.name, ...jobSettings(inputs) }));
        return { id: inputs.name, outputs: { arn: await glueArn(`job/${inputs.name}`) } };
      },
      ["AlreadyExistsException", "IdempotentParameterMismatchException"],
      () => updateJob(inputs),
    ),
  update: updateJob,
  delete: ({ id }) =>
    removeIfThere(() => client.send(new DeleteJobCommand({ JobName: id })), ["EntityNotFoundException"]),
});

export const glue: Readonly<Record<string, AnyResourceType>> = {
  CatalogDatabase: database,
  Connection: connection,
  Crawler: crawler,
  Job: job,
  SecurityConfiguration: securityConfiguration,
};
