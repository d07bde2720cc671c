import { join } from "node:path";
import { expect } from "chai";
import { loadContracts } from "../../../../contracts/index.ts";
import type { MetricAlarm } from "../../../../infra/monitoring/alarm.ts";
import { agedGroups, nightMetricAlarms, type NightAlarmsArgs } from "../../../../infra/monitoring/night-alarms.ts";
import { publicationAgeMetric, windowAgeMetric } from "../../../../model/metrics.ts";

const { datasets, schedules } = loadContracts(join(import.meta.dirname, "../../../../contracts")).bundle;
const [schedule] = schedules;
if (schedule === undefined) throw new Error("there is no schedule");
const { group } = schedule;
const own = datasets.filter((dataset) => dataset.group === group);

const daily: NightAlarmsArgs = {
  ...{ datasets: own, schedules: [schedule], schedulesEnabled: true, quarantinedPercent: 1 },
  ...{ planTimeoutMinutes: 120, jobTimeoutMinutes: 120 },
};
/** The night's timeouts, and an hour. */
const nightHours = 7;

const named = (args: NightAlarmsArgs, name: string): MetricAlarm => {
  const found = nightMetricAlarms(args).find((alarm) => alarm.name === name);
  if (found === undefined) throw new Error(`there is no alarm ${name}`);
  return found;
};

const scheduledBy = (expression: string, freshnessHours?: number): NightAlarmsArgs => ({
  ...daily,
  schedules: [{ ...schedule, expression }],
  datasets: own.map((dataset) => ({ ...dataset, freshnessHours: freshnessHours ?? dataset.freshnessHours })),
});

describe("alarms on nights that don't come daily", () => {
  it("follow the time between two runs, and the time until a run is due", () => {
    const often = named(scheduledBy("cron(30 0/6 * * ? *)"), `night-late-${group}`);
    expect([often.periods, often.wrongAbove]).to.deep.equal([6 + nightHours, (6 + 1 + 0.5) * 3600]);
    const usual = named(daily, `night-late-${group}`);
    expect([usual.periods, usual.wrongAbove]).to.deep.equal([24 + nightHours, (25 + 4.5) * 3600]);
    const weekdays = named(scheduledBy("cron(30 4 ? * MON-FRI *)", 80), `night-late-${group}`);
    expect([weekdays.periods, weekdays.wrongAbove]).to.deep.equal([72 + nightHours, (73 + 4.5) * 3600]);
  });

  it("look at ages that are written once a day, where CloudWatch can't look back to the last report", () => {
    const weekly = scheduledBy("cron(30 4 ? * MON *)", 200);
    expect(agedGroups(weekly)).to.deep.equal(weekly.schedules);
    expect(named(weekly, `night-late-${group}`)).to.deep.include({
      metric: windowAgeMetric(group),
      periodSeconds: 86_400,
      periods: 2,
      wrongAbove: (168 + 1 + 4.5 + nightHours) * 3600,
      missing: "breaching",
    });
    for (const { id } of own) {
      expect(named(weekly, `stale-${id}`)).to.deep.include({
        ...{ metric: publicationAgeMetric(id), periodSeconds: 86_400, periods: 2, wrongAbove: 200 * 3600 },
      });
    }
  });

  it("need such ages only where a report or a publication may be more than a week old", () => {
    expect(agedGroups(daily)).to.deep.equal([]);
    expect(agedGroups(scheduledBy("cron(30 0/6 * * ? *)"))).to.deep.equal([]);
    expect(agedGroups(scheduledBy("cron(30 4 ? * MON-FRI *)", 168))).to.deep.equal([]);
    expect(agedGroups(scheduledBy("cron(30 4 ? * MON-FRI *)", 169))).to.have.length(1);
    expect(agedGroups(scheduledBy("cron(0 6 L * ? *)", 800))).to.have.length(1);
  });

  it("look back no further than CloudWatch lets them", () => {
    const expressions = ["30 * * * ? *", "30 4 ? * MON *", "0 6 L * ? *", "0 6 1 1/3 ? *", "30 4 1/6 * ? *"];
    for (const expression of expressions) {
      for (const { periodSeconds, periods } of nightMetricAlarms(scheduledBy(`cron(${expression})`, 2_300))) {
        expect(periodSeconds * periods, expression).to.be.at.most(7 * 86_400);
      }
    }
  });
});
