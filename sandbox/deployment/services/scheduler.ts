import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleGroupCommand,
  SchedulerClient,
  UpdateScheduleCommand,
  type FlexibleTimeWindowMode,
  type ScheduleState,
  type Target,
} from "@aws-sdk/client-scheduler";
import {
  createOr,
  defineType,
  pascalKeys,
  present,
  removeIfThere,
  type AnyResourceType,
  type Applied,
} from "../resource-type.ts";

const client = new SchedulerClient({});

const describeGroup = async (name: string): Promise<Applied> => {
  const { Arn } = await client.send(new GetScheduleGroupCommand({ Name: name }));
  return { id: name, outputs: { arn: present(Arn, "the schedule group's ARN") } };
};

const scheduleGroup = defineType<{ name: string }>({
  inputs: ["name"],
  replaceOn: ["name"],
  create: ({ name }) =>
    createOr(
      async () => {
        const { ScheduleGroupArn } = await client.send(new CreateScheduleGroupCommand({ Name: name }));
        return { id: name, outputs: { arn: present(ScheduleGroupArn, "the schedule group's ARN") } };
      },
      ["ConflictException"],
      () => describeGroup(name),
    ),
  update: (_, current) => Promise.resolve(current),
  delete: ({ id }) =>
    removeIfThere(() => client.send(new DeleteScheduleGroupCommand({ Name: id })), ["ResourceNotFoundException"]),
});

interface ScheduleInputs {
  readonly name: string;
  readonly groupName: string;
  readonly description: string;
  readonly scheduleExpression: string;
  readonly scheduleExpressionTimezone: string;
  readonly flexibleTimeWindow: { readonly mode: FlexibleTimeWindowMode };
  readonly state: ScheduleState;
  readonly target: object;
}

const request = (inputs: ScheduleInputs) => ({
  Name: inputs.name,
  GroupName: inputs.groupName,
  Description: inputs.description,
  ScheduleExpression: inputs.scheduleExpression,
  ScheduleExpressionTimezone: inputs.scheduleExpressionTimezone,
  FlexibleTimeWindow: { Mode: inputs.flexibleTimeWindow.mode },
  State: inputs.state,
  Target: pascalKeys(inputs.target) as Target,
});

const describeSchedule = ({ groupName, name }: ScheduleInputs, arn: string | undefined): Applied => ({
  id: `${groupName}/${name}`,
  outputs: { arn: present(arn, "the schedule's ARN") },
});

const updateSchedule = async (inputs: ScheduleInputs): Promise<Applied> => {
  const { ScheduleArn } = await client.send(new UpdateScheduleCommand(request(inputs)));
  return describeSchedule(inputs, ScheduleArn);
};

const schedule = defineType<ScheduleInputs>({
  inputs: [
    "name",
    "groupName",
    "description",
    "scheduleExpression",
    "scheduleExpressionTimezone",
    "flexibleTimeWindow",
    "state",
    "target",
  ],
  replaceOn: ["name", "groupName"],
  create: (inputs) =>
    createOr(
      async () => {
        const { ScheduleArn } = await client.send(new CreateScheduleCommand(request(inputs)));
        return describeSchedule(inputs, ScheduleArn);
      },
      ["ConflictException"],
      () => updateSchedule(inputs),
    ),
  update: updateSchedule,
  delete: (_, inputs) =>
    removeIfThere(
      () =>
        client.send(
          new DeleteScheduleCommand({ Name: String(inputs["name"]), GroupName: String(inputs["groupName"]) }),
        ),
      ["ResourceNotFoundException"],
    ),
});

export const scheduler: Readonly<Record<string, AnyResourceType>> = {
  ScheduleGroup: scheduleGroup,
  Schedule: schedule,
};
