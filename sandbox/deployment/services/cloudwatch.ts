import {
  AssociateKmsKeyCommand,
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { cloudwatchAlarms } from "./cloudwatch-alarms.ts";
import { createOr, defineType, present, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new CloudWatchLogsClient({});

interface LogGroupInputs {
  readonly name: string;
  readonly retentionInDays: number;
  readonly kmsKeyId: string;
}

const settle = async ({ name, retentionInDays, kmsKeyId }: LogGroupInputs): Promise<Applied> => {
  await client.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays }));
  await client.send(new AssociateKmsKeyCommand({ logGroupName: name, kmsKeyId }));
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  const found = logGroups.find((group) => group.logGroupName === name);
  // AWS appends ":*" to one of the two forms; the provider returns the one without
  return { id: name, outputs: { arn: present(found?.arn, "the log group's ARN").replace(/:\*$/, "") } };
};

const logGroup = defineType<LogGroupInputs>({
  inputs: ["name", "retentionInDays", "kmsKeyId"],
  replaceOn: ["name"],
  create: async (inputs) => {
    await createOr<unknown>(
      () => client.send(new CreateLogGroupCommand({ logGroupName: inputs.name })),
      ["ResourceAlreadyExistsException"],
      () => Promise.resolve(),
    );
    return settle(inputs);
  },
  update: settle,
  delete: ({ id }) =>
    removeIfThere(() => client.send(new DeleteLogGroupCommand({ logGroupName: id })), ["ResourceNotFoundException"]),
});

export const cloudwatch: Readonly<Record<string, AnyResourceType>> = { LogGroup: logGroup, ...cloudwatchAlarms };
