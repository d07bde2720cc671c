/** Every alarm of a stack as data. One cause notifies once: parts stay silent, and their combined alarm notifies. */
import type { AlarmList, AlarmScope } from "./alarm.ts";
import { machineryCombinedAlarms, machineryMetricAlarms, type MachineryAlarmsArgs } from "./machinery-alarms.ts";
import { nightCombinedAlarms, nightMetricAlarms, type NightAlarmsArgs } from "./night-alarms.ts";
import { redshiftMetricAlarms, type RedshiftAlarmsArgs } from "./redshift-alarms.ts";

export type AlarmListArgs = NightAlarmsArgs &
  MachineryAlarmsArgs &
  RedshiftAlarmsArgs & {
    readonly scope: AlarmScope;
  };

/**
 * The list without nonessential alarms. If a combined alarm is dropped, its parts move up to the alarm that contained
 * it, and a part that no combined alarm covers any longer notifies by itself.
 */
const essentialOf = ({ metricAlarms, combinedAlarms }: AlarmList): AlarmList => {
  const kept = [...metricAlarms, ...combinedAlarms].filter(({ essential }) => essential).map(({ name }) => name);
  const partsOf = (name: string): readonly string[] =>
    kept.includes(name) ? [name] : (combinedAlarms.find((whole) => whole.name === name)?.anyOf ?? []).flatMap(partsOf);
  const combined = combinedAlarms
    .filter(({ essential }) => essential)
    .map((whole) => ({ ...whole, anyOf: whole.anyOf.flatMap(partsOf) }));
  const toldOf = new Set(combined.filter(({ tells }) => tells).flatMap(({ anyOf }) => anyOf));
  return {
    metricAlarms: metricAlarms
      .filter(({ essential }) => essential)
      .map((alarm) => ({ ...alarm, tells: alarm.tells || !toldOf.has(alarm.name) })),
    combinedAlarms: combined,
  };
};

export const alarmList = (args: AlarmListArgs): AlarmList => {
  const all: AlarmList = {
    metricAlarms: [...nightMetricAlarms(args), ...machineryMetricAlarms(args), ...redshiftMetricAlarms(args)],
    combinedAlarms: [...nightCombinedAlarms(args), ...machineryCombinedAlarms(args)],
  };
  return args.scope === "all" ? all : essentialOf(all);
};
