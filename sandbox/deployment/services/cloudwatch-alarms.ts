import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  PutCompositeAlarmCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type ComparisonOperator,
  type Statistic,
} from "@aws-sdk/client-cloudwatch";
import { defineType, present, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new CloudWatchClient({});

interface Actions {
  readonly alarmDescription: string;
  readonly alarmActions?: string[];
  readonly okActions?: string[];
}

const actionsOf = ({ alarmDescription, alarmActions = [], okActions = [] }: Actions) => ({
  AlarmDescription: alarmDescription,
  ActionsEnabled: true,
  AlarmActions: alarmActions,
  OKActions: okActions,
});

const removeAlarm = ({ id }: Applied): Promise<void> =>
  removeIfThere(() => client.send(new DeleteAlarmsCommand({ AlarmNames: [id] })), ["ResourceNotFound"]);

interface MetricAlarmInputs extends Actions {
  readonly name: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: Statistic;
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly comparisonOperator: ComparisonOperator;
  readonly threshold: number;
  readonly treatMissingData: string;
}

/** Putting an existing alarm updates it and keeps its state. */
const putMetricAlarm = async (inputs: MetricAlarmInputs): Promise<Applied> => {
  await client.send(
    new PutMetricAlarmCommand({
      AlarmName: inputs.name,
      Namespace: inputs.namespace,
      MetricName: inputs.metricName,
      Dimensions: Object.entries(inputs.dimensions).map(([Name, Value]) => ({ Name, Value })),
      Statistic: inputs.statistic,
      Period: inputs.period,
      EvaluationPeriods: inputs.evaluationPeriods,
      DatapointsToAlarm: inputs.datapointsToAlarm,
      ComparisonOperator: inputs.comparisonOperator,
      Threshold: inputs.threshold,
      TreatMissingData: inputs.treatMissingData,
      ...actionsOf(inputs),
    }),
  );
  const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [inputs.name] }));
  return { id: inputs.name, outputs: { arn: present(MetricAlarms?.[0]?.AlarmArn, "the alarm's ARN") } };
};

const metricAlarm = defineType<MetricAlarmInputs>({
  inputs: [
    "name",
    "alarmDescription",
    "namespace",
    "metricName",
    "dimensions",
    "statistic",
    "period",
    "evaluationPeriods",
    "datapointsToAlarm",
    "comparisonOperator",
    "threshold",
    "treatMissingData",
    "alarmActions",
    "okActions",
  ],
  replaceOn: ["name"],
  create: putMetricAlarm,
  update: putMetricAlarm,
  delete: removeAlarm,
});

interface CompositeAlarmInputs extends Actions {
  readonly alarmName: string;
  readonly alarmRule: string;
  readonly actionsSuppressor?: {
    readonly alarm: string;
    readonly waitPeriod: number;
    readonly extensionPeriod: number;
  };
}

const putCompositeAlarm = async (inputs: CompositeAlarmInputs): Promise<Applied> => {
  const { alarmName, alarmRule, actionsSuppressor } = inputs;
  await client.send(
    new PutCompositeAlarmCommand({
      AlarmName: alarmName,
      AlarmRule: alarmRule,
      ...(actionsSuppressor && {
        ActionsSuppressor: actionsSuppressor.alarm,
        ActionsSuppressorWaitPeriod: actionsSuppressor.waitPeriod,
        ActionsSuppressorExtensionPeriod: actionsSuppressor.extensionPeriod,
      }),
      ...actionsOf(inputs),
    }),
  );
  const { CompositeAlarms } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: [alarmName], AlarmTypes: ["CompositeAlarm"] }),
  );
  return { id: alarmName, outputs: { arn: present(CompositeAlarms?.[0]?.AlarmArn, "the alarm's ARN") } };
};

const compositeAlarm = defineType<CompositeAlarmInputs>({
  inputs: ["alarmName", "alarmDescription", "alarmRule", "actionsSuppressor", "alarmActions", "okActions"],
  replaceOn: ["alarmName"],
  create: putCompositeAlarm,
  update: putCompositeAlarm,
  delete: removeAlarm,
});

interface DashboardInputs {
  readonly dashboardName: string;
  readonly dashboardBody: string;
}

const putDashboard = async ({ dashboardName, dashboardBody }: DashboardInputs): Promise<Applied> => {
  const { DashboardValidationMessages: messages = [] } = await client.send(
    new PutDashboardCommand({ DashboardName: dashboardName, DashboardBody: dashboardBody }),
  );
  if (messages.length > 0) {
    throw new Error(`CloudWatch doesn't take the dashboard: ${JSON.stringify(messages)}`);
  }
  const { DashboardArn } = await client.send(new GetDashboardCommand({ DashboardName: dashboardName }));
  return { id: dashboardName, outputs: { dashboardArn: present(DashboardArn, "the dashboard's ARN") } };
};

const dashboard = defineType<DashboardInputs>({
  inputs: ["dashboardName", "dashboardBody"],
  replaceOn: ["dashboardName"],
  create: putDashboard,
  update: putDashboard,
  delete: ({ id }) =>
    removeIfThere(
      () => client.send(new DeleteDashboardsCommand({ DashboardNames: [id] })),
      ["DashboardNotFoundError", "ResourceNotFound"],
    ),
});

export const cloudwatchAlarms: Readonly<Record<string, AnyResourceType>> = {
  MetricAlarm: metricAlarm,
  CompositeAlarm: compositeAlarm,
  Dashboard: dashboard,
};
