import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  RemovePermissionCommand,
  UpdateAliasCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
  type Architecture,
  type FunctionResponseType,
  type Runtime,
} from "@aws-sdk/client-lambda";
import { toBytes } from "../archive.ts";
import { createOr, defineType, present, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";
import { invocation } from "./lambda-invocation.ts";

const client = new LambdaClient({});
const settleSeconds = 60;

interface FunctionInputs {
  readonly name: string;
  readonly description: string;
  readonly role: string;
  readonly runtime: Runtime;
  readonly architectures: Architecture[];
  readonly handler: string;
  /** An archive of the program. */
  readonly code: unknown;
  readonly timeout: number;
  readonly memorySize: number;
  readonly environment: { readonly variables: Record<string, string> };
  readonly kmsKeyArn: string;
  readonly vpcConfig?: { readonly subnetIds: string[]; readonly securityGroupIds: string[] };
  readonly deadLetterConfig?: { readonly targetArn: string };
}

const configuration = (inputs: FunctionInputs) => ({
  FunctionName: inputs.name,
  Description: inputs.description,
  Role: inputs.role,
  Runtime: inputs.runtime,
  Handler: inputs.handler,
  Timeout: inputs.timeout,
  MemorySize: inputs.memorySize,
  Environment: { Variables: inputs.environment.variables },
  KMSKeyArn: inputs.kmsKeyArn,
  // an empty target removes the dead-letter queue
  DeadLetterConfig: { TargetArn: inputs.deadLetterConfig?.targetArn ?? "" },
  // empty lists remove a function from its previous network
  VpcConfig: {
    SubnetIds: inputs.vpcConfig?.subnetIds ?? [],
    SecurityGroupIds: inputs.vpcConfig?.securityGroupIds ?? [],
  },
});

const createFunction = async (inputs: FunctionInputs): Promise<Applied> => {
  const { FunctionArn } = await client.send(
    new CreateFunctionCommand({
      ...configuration(inputs),
      Architectures: inputs.architectures,
      Code: { ZipFile: await toBytes(inputs.code) },
    }),
  );
  await waitUntilFunctionActiveV2({ client, maxWaitTime: settleSeconds }, { FunctionName: inputs.name });
  return { id: inputs.name, outputs: { arn: present(FunctionArn, "the function's ARN") } };
};

const updateFunction = async (inputs: FunctionInputs): Promise<Applied> => {
  const settled = () =>
    waitUntilFunctionUpdatedV2({ client, maxWaitTime: settleSeconds }, { FunctionName: inputs.name });
  const { FunctionArn } = await client.send(new UpdateFunctionConfigurationCommand(configuration(inputs)));
  await settled();
  const code = { ZipFile: await toBytes(inputs.code), Architectures: inputs.architectures };
  await client.send(new UpdateFunctionCodeCommand({ FunctionName: inputs.name, ...code }));
  await settled();
  return { id: inputs.name, outputs: { arn: present(FunctionArn, "the function's ARN") } };
};

const functionType = defineType<FunctionInputs>({
  inputs: [
    "name",
    "description",
    "role",
    "runtime",
    "architectures",
    "handler",
    "code",
    "timeout",
    "memorySize",
    "environment",
    "kmsKeyArn",
    "deadLetterConfig",
    "vpcConfig",
  ],
  replaceOn: ["name"],
  create: (inputs) =>
    createOr(
      () => createFunction(inputs),
      ["ResourceConflictException"],
      () => updateFunction(inputs),
    ),
  update: updateFunction,
  delete: ({ id }) =>
    removeIfThere(() => client.send(new DeleteFunctionCommand({ FunctionName: id })), ["ResourceNotFoundException"]),
});

interface MappingInputs {
  readonly eventSourceArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly functionResponseTypes: FunctionResponseType[];
  readonly scalingConfig: { readonly maximumConcurrency: number };
}

const mappingSettings = (inputs: MappingInputs) => ({
  FunctionName: inputs.functionName,
  BatchSize: inputs.batchSize,
  FunctionResponseTypes: inputs.functionResponseTypes,
  ScalingConfig: { MaximumConcurrency: inputs.scalingConfig.maximumConcurrency },
});

const updateMapping = async (uuid: string, inputs: MappingInputs): Promise<Applied> => {
  await client.send(new UpdateEventSourceMappingCommand({ UUID: uuid, ...mappingSettings(inputs) }));
  return { id: uuid, outputs: { uuid } };
};

/** A mapping has no name: an existing one is identified by its queue and function. */
const createMapping = async (inputs: MappingInputs): Promise<Applied> => {
  const { EventSourceMappings = [] } = await client.send(
    new ListEventSourceMappingsCommand({ EventSourceArn: inputs.eventSourceArn, FunctionName: inputs.functionName }),
  );
  const found = EventSourceMappings[0]?.UUID;
  if (found !== undefined) {
    return updateMapping(found, inputs);
  }
  const { UUID } = await client.send(
    new CreateEventSourceMappingCommand({ EventSourceArn: inputs.eventSourceArn, ...mappingSettings(inputs) }),
  );
  const uuid = present(UUID, "the mapping's id");
  return { id: uuid, outputs: { uuid } };
};

const mapping = defineType<MappingInputs>({
  inputs: ["eventSourceArn", "functionName", "batchSize", "functionResponseTypes", "scalingConfig"],
  replaceOn: ["eventSourceArn"],
  create: createMapping,
  update: (inputs, { id }) => updateMapping(id, inputs),
  delete: ({ id }) =>
    removeIfThere(() => client.send(new DeleteEventSourceMappingCommand({ UUID: id })), ["ResourceNotFoundException"]),
});

interface AliasInputs {
  readonly name: string;
  readonly description: string;
  readonly functionName: string;
  readonly functionVersion: string;
}

const aliasRequest = ({ name, description, functionName, functionVersion }: AliasInputs) => ({
  Name: name,
  Description: description,
  FunctionName: functionName,
  FunctionVersion: functionVersion,
});

const applied = ({ functionName, name }: AliasInputs, arn: string | undefined): Applied => ({
  id: `${functionName}/${name}`,
  outputs: { arn: present(arn, "the alias's ARN") },
});

const updateAlias = async (inputs: AliasInputs): Promise<Applied> =>
  applied(inputs, (await client.send(new UpdateAliasCommand(aliasRequest(inputs)))).AliasArn);

const alias = defineType<AliasInputs>({
  inputs: ["name", "description", "functionName", "functionVersion"],
  replaceOn: ["name", "functionName"],
  create: (inputs) =>
    createOr(
      async () => applied(inputs, (await client.send(new CreateAliasCommand(aliasRequest(inputs)))).AliasArn),
      ["ResourceConflictException"],
      () => updateAlias(inputs),
    ),
  update: updateAlias,
  delete: (_, described) => {
    const { functionName, name } = described as unknown as AliasInputs;
    const request = { FunctionName: functionName, Name: name };
    return removeIfThere(() => client.send(new DeleteAliasCommand(request)), ["ResourceNotFoundException"]);
  },
});

interface PermissionInputs {
  readonly action: string;
  readonly function: string;
  readonly principal: string;
  readonly sourceAccount?: string;
}

/** The statement's ID names its service: one that an interrupted deployment left is found by it. */
const addPermission = async (inputs: PermissionInputs): Promise<Applied> => {
  const { action, function: functionName, principal, sourceAccount } = inputs;
  const id = principal.replaceAll(".", "-");
  const request = { FunctionName: functionName, StatementId: id };
  await removeIfThere(() => client.send(new RemovePermissionCommand(request)), ["ResourceNotFoundException"]);
  await client.send(
    new AddPermissionCommand({ ...request, Action: action, Principal: principal, SourceAccount: sourceAccount }),
  );
  return { id, outputs: { statementId: id } };
};

const permission = defineType<PermissionInputs>({
  inputs: ["action", "function", "principal", "sourceAccount"],
  replaceOn: ["function", "principal"],
  create: addPermission,
  update: addPermission,
  delete: ({ id }, inputs) =>
    removeIfThere(
      () => client.send(new RemovePermissionCommand({ FunctionName: String(inputs["function"]), StatementId: id })),
      ["ResourceNotFoundException"],
    ),
});

export const lambda: Readonly<Record<string, AnyResourceType>> = {
  Alias: alias,
  Function: functionType,
  EventSourceMapping: mapping,
  Invocation: invocation,
  Permission: permission,
};
