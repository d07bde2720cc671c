import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { createOr, defineType, present, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new CloudWatchLogsClient({});

interface LogGroupInputs {
  readonly name: string;
  readonly retentionInDays: number;
}

const setRetention = async ({ name, retentionInDays }: LogGroupInputs): Promise<Applied> => {
  await client.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays }));
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  const found = logGroups.find((group) => group.logGroupName === name);
  // AWS appends ":*" to one of the two forms; the provider gives the one without
  return { id: name, outputs: { arn: present(found?.arn, "the log group's ARN").replace(/:\*$/, "") } };
};

const logGroup = defineType<LogGroupInputs>({
  inputs: ["name", "retentionInDays"],
  replaceOn: ["name"],
  create: async (inputs) => {
    await createOr<unknown>(
      () => client.send(new CreateLogGroupCommand({ logGroupName: inputs.name })),
      ["ResourceAlreadyExistsException"],
      () => Promise.resolve(),
    );
    return setRetention(inputs);
  },
  update: setRetention,
  delete: ({ id }) =>
    removeIfThere(() => client.send(new DeleteLogGroupCommand({ logGroupName: id })), ["ResourceNotFoundException"]),
});

export const cloudwatch: Readonly<Record<string, AnyResourceType>> = { LogGroup: logGroup };
