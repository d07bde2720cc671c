import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  paginateListStateMachines,
  SFNClient,
  UpdateStateMachineCommand,
  type EncryptionType,
  type LogLevel,
  type StateMachineType,
} from "@aws-sdk/client-sfn";
import { setTimeout as sleep } from "node:timers/promises";
import { createOr, defineType, present, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new SFNClient({});

interface StateMachineInputs {
  readonly name: string;
  readonly type: StateMachineType;
  readonly roleArn: string;
  readonly definition: string;
  readonly encryptionConfiguration: {
    readonly type: EncryptionType;
    readonly kmsKeyId: string;
    readonly kmsDataKeyReusePeriodSeconds: number;
  };
  readonly loggingConfiguration: {
    readonly level: LogLevel;
    readonly includeExecutionData: boolean;
    readonly logDestination: string;
  };
}

const settings = (inputs: StateMachineInputs) => ({
  roleArn: inputs.roleArn,
  definition: inputs.definition,
  encryptionConfiguration: inputs.encryptionConfiguration,
  loggingConfiguration: {
    level: inputs.loggingConfiguration.level,
    includeExecutionData: inputs.loggingConfiguration.includeExecutionData,
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: inputs.loggingConfiguration.logDestination } }],
  },
});

const describe = (arn: string | undefined): Applied => {
  const stateMachineArn = present(arn, "the state machine's ARN");
  return { id: stateMachineArn, outputs: { arn: stateMachineArn } };
};

const update = async (stateMachineArn: string, inputs: StateMachineInputs): Promise<Applied> => {
  await client.send(new UpdateStateMachineCommand({ stateMachineArn, ...settings(inputs) }));
  return describe(stateMachineArn);
};

const findArn = async (name: string): Promise<string> => {
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {})) {
    const found = stateMachines.find((machine) => machine.name === name);
    if (found?.stateMachineArn !== undefined) {
      return found.stateMachineArn;
    }
  }
  throw new Error(`The state machine ${name} exists and isn't listed.`);
};

const stateMachine = defineType<StateMachineInputs>({
  inputs: ["name", "type", "roleArn", "definition", "encryptionConfiguration", "loggingConfiguration"],
  replaceOn: ["name", "type"],
  create: (inputs) =>
    createOr(
      async () => {
        const request = { name: inputs.name, type: inputs.type, ...settings(inputs) };
        return describe((await client.send(new CreateStateMachineCommand(request))).stateMachineArn);
      },
      ["StateMachineAlreadyExists"],
      async () => update(await findArn(inputs.name), inputs),
    ),
  update: (inputs, { id }) => update(id, inputs),
  delete: async ({ id }) => {
    await removeIfThere(async () => {
      await client.send(new DeleteStateMachineCommand({ stateMachineArn: id }));
      // it stays in the state DELETING, and its name in use, until its last execution ends
      while ((await client.send(new DescribeStateMachineCommand({ stateMachineArn: id }))).status !== undefined) {
        await sleep(200);
      }
    }, ["StateMachineDoesNotExist"]);
  },
});

export const sfn: Readonly<Record<string, AnyResourceType>> = { StateMachine: stateMachine };
