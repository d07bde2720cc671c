/** Every alarm of a stack as data. Tells once for one cause: parts don't tell, what they are combined to does. */
import type { AlarmList } from "./alarm.ts";
import { machineryCombinedAlarms, machineryMetricAlarms, type MachineryAlarmsArgs } from "./machinery-alarms.ts";
import { nightCombinedAlarms, nightMetricAlarms, type NightAlarmsArgs } from "./night-alarms.ts";
import { redshiftMetricAlarms, type RedshiftAlarmsArgs } from "./redshift-alarms.ts";

export type AlarmListArgs = NightAlarmsArgs & MachineryAlarmsArgs & RedshiftAlarmsArgs;

export const alarmList = (args: AlarmListArgs): AlarmList => ({
  metricAlarms: [...nightMetricAlarms(args), ...machineryMetricAlarms(args), ...redshiftMetricAlarms(args)],
  combinedAlarms: [...nightCombinedAlarms(args), ...machineryCombinedAlarms(args)],
});
