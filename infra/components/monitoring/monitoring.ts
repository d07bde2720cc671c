import * as pulumi from "@pulumi/pulumi";
import { alarmList, type AlarmListArgs } from "../../monitoring/alarm-list.ts";
import type { AlarmList, AlarmScope } from "../../monitoring/alarm.ts";
import { Alarms } from "./alarms.ts";
import { Dashboard } from "./dashboard.ts";

export interface MonitoringArgs extends Omit<AlarmListArgs, "quarantinedPercent" | "scope"> {
  readonly keyArn: pulumi.Input<string>;
  readonly alarms: {
    readonly enabled: boolean;
    readonly scope: AlarmScope;
    readonly emails: readonly string[];
    readonly quarantinedPercent: number;
    readonly monthlyBudgetUsd: number;
  };
}

/** A dashboard for every stack; alarms and budgets for the stacks that enable them. */
export class Monitoring extends pulumi.ComponentResource {
  constructor(name: string, args: MonitoringArgs) {
    super("lakehouse:infra:Monitoring", name);
    const { enabled, scope, quarantinedPercent, ...told } = args.alarms;
    const listArgs = { ...args, scope, quarantinedPercent };
    if (enabled) {
      new Alarms(`${name}-alarms`, { ...listArgs, ...told }, { parent: this });
    }
    new Dashboard(
      `${name}-dashboard`,
      { ...args, alarms: enabled ? namesOf(alarmList(listArgs)) : [] },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** Alarms that notify come first, then their parts. */
const namesOf = ({ metricAlarms, combinedAlarms }: AlarmList): string[] => {
  const all = [...combinedAlarms, ...metricAlarms];
  return [...all.filter(({ tells }) => tells), ...all.filter(({ tells }) => !tells)].map(({ name }) => name);
};
