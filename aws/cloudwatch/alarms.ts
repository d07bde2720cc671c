import { paginateDescribeAlarms, type CloudWatchClient } from "@aws-sdk/client-cloudwatch";

export interface Alarm {
  /** ARNs that it tells when it goes off; none where its actions are off. */
  readonly tells: readonly string[];
}

/** Alarms whose names begin so, of metrics and of other alarms. */
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
