import { paginateDescribeAlarms, type CloudWatchClient } from "@aws-sdk/client-cloudwatch";

export interface Alarm {
  /** ARNs that it notifies when it goes off; empty if its actions are disabled. */
  readonly tells: readonly string[];
}

/** Metric alarms and composite alarms whose names have that prefix. */
export const alarmsNamed = async (client: CloudWatchClient, prefix: string): Promise<readonly Alarm[]> => {
  const alarms: Alarm[] = [];
  const types = ["MetricAlarm", "CompositeAlarm"] as const;
  const asked = { AlarmNamePrefix: prefix, AlarmTypes: [...types] };
  for await (const { MetricAlarms: metric = [], CompositeAlarms: composite = [] } of paginateDescribeAlarms(
    { client },
    asked,
  )) {
    for (const { ActionsEnabled: enabled, AlarmActions: actions = [] } of [...metric, ...composite]) {
      alarms.push({ tells: enabled === true ? actions : [] });
    }
  }
  return alarms;
};
