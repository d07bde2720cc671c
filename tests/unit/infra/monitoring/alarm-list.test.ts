import { join } from "node:path";
import { expect } from "chai";
import { loadContracts } from "../../../../contracts/index.ts";
import { alarmList, type AlarmListArgs } from "../../../../infra/monitoring/alarm-list.ts";
import type { CombinedAlarm, MetricAlarm } from "../../../../infra/monitoring/alarm.ts";
import {
  datasetMetric,
  datasetMetricNames,
  metricNamespace,
  runMetric,
  runMetricNames,
} from "../../../../model/metrics.ts";
import { recordedResources, recordedWith, type Recorded } from "../recorded.ts";

const { datasets, schedules } = loadContracts(join(import.meta.dirname, "../../../../contracts")).bundle;

const settings: AlarmListArgs = {
  place: { partition: "aws", region: "us-east-1", accountId: "123456789012", prefix: "lakehouse-dev" },
  datasets,
  schedules,
  schedulesEnabled: true,
  functions: ["plan", "extract"],
  quarantinedPercent: 1,
  planTimeoutMinutes: 120,
  mails: false,
  jobTimeoutMinutes: 120,
  redshiftRpuHoursPerDay: 8,
  scope: "all",
};

const named = <Alarm extends MetricAlarm | CombinedAlarm>(alarms: readonly Alarm[], name: string): Alarm => {
  const found = alarms.find((alarm) => alarm.name === name);
  if (found === undefined) throw new Error(`there is no alarm ${name} among ${alarms.map((a) => a.name).join(", ")}`);
  return found;
};

/** Namespaces whose metrics AWS writes by itself. */
const ofServices = ["AWS/Lambda", "AWS/SQS", "AWS/States", "AWS/DynamoDB", "AWS/Scheduler", "AWS/Redshift-Serverless"];

/** Whether an alarm that notifies shows the state of the alarm with this name. */
const isHeard = (name: string, combined: readonly CombinedAlarm[]): boolean =>
  combined.some(
    (alarm) => (alarm.anyOf.includes(name) || alarm.unless === name) && (alarm.tells || isHeard(alarm.name, combined)),
  );

/** What CloudWatch rejects: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const isWithinLimits = ({ periodSeconds, periods }: MetricAlarm): boolean =>
  periodSeconds % 60 === 0 && periods * periodSeconds <= (periodSeconds < 3600 ? 86_400 : 7 * 86_400);

describe("alarms", () => {
  const { metricAlarms, combinedAlarms } = alarmList(settings);
  const all = [...metricAlarms, ...combinedAlarms];

  it("have names of their own and say what to do", () => {
    expect(new Set(all.map(({ name }) => name)).size).to.equal(all.length);
    for (const { name, description } of all) {
      expect(description, name).to.match(/^.+\. .+\. \(docs\/operations\.md, Alarms\)$/);
      expect(description.length, name).to.be.at.most(1024);
    }
  });

  it("watch the freshness of each dataset once, for as long as its contract says", () => {
    const watched = metricAlarms.filter(({ metric }) => metric.name === "DataAge");
    expect(watched.map(({ metric }) => metric)).to.have.deep.members(
      datasets.map(({ id }) => datasetMetric("DataAge", id)),
    );
    for (const { id, freshnessHours } of datasets) {
      expect(named(metricAlarms, `stale-${id}`)).to.include({
        periodSeconds: 3600,
        periods: freshnessHours,
        wrongAbove: freshnessHours * 3600,
        statistic: "Minimum",
        missing: "breaching",
      });
    }
  });

  describe("that are essential", () => {
    const essential = alarmList({ ...settings, functions: ["plan", "rotate"], scope: "essential" });
    const groups = schedules.map(({ group }) => group);

    it("are those of what somebody must hear in time", () => {
      expect(essential.metricAlarms.map(({ name }) => name)).to.have.members([
        ...groups.flatMap((group) => [`night-failed-${group}`, `night-late-${group}`, `quarantine-${group}`]),
        "executions-failed",
        "executions-timed-out",
        "function-errors-rotate",
        "redshift-use",
        "pages-dead",
        "starts-dead",
        "starts-dropped",
      ]);
    });

    it("are all heard, each by one mail: itself or by one combined alarm that tells", () => {
      for (const { name, tells } of essential.metricAlarms) {
        const tellers = essential.combinedAlarms.filter((whole) => whole.tells && whole.anyOf.includes(name));
        expect(tellers.length + (tells ? 1 : 0), name).to.equal(1);
      }
    });

    it("are combined of alarms that are there, and keep quiet for one that is", () => {
      const there = [...essential.metricAlarms, ...essential.combinedAlarms].map(({ name }) => name);
      for (const { name, anyOf, unless = "nights" } of essential.combinedAlarms) {
        expect(there, name).to.include.members([...anyOf, unless]);
        expect(anyOf, name).to.not.deep.equal([]);
      }
      expect(named(essential.combinedAlarms, "nights").anyOf).to.have.members(
        groups.flatMap((group) => [`night-failed-${group}`, `night-late-${group}`]),
      );
    });
  });

  it("follow a contract that promises something else", () => {
    const other = datasets.map((dataset) =>
      dataset.id === "flights.airlines" ? { ...dataset, freshnessHours: 168 } : dataset,
    );
    const changed = alarmList({ ...settings, datasets: other }).metricAlarms;
    expect(named(changed, "stale-flights.airlines").periods).to.equal(168);
    expect(named(changed, "stale-flights.flights").periods).to.equal(26);
    expect(changed.filter((alarm) => !isWithinLimits(alarm))).to.deep.equal([]);
  });

  it("look back no further than CloudWatch lets them, whatever the settings", () => {
    const longest = alarmList({ ...settings, planTimeoutMinutes: 1440, jobTimeoutMinutes: 2880 }).metricAlarms;
    expect([...metricAlarms, ...longest].filter((alarm) => !isWithinLimits(alarm))).to.deep.equal([]);
    expect(isWithinLimits({ ...named(metricAlarms, "pages-dead"), periods: 289 })).to.equal(false);
    expect(isWithinLimits({ ...named(metricAlarms, "night-late-flights"), periods: 169 })).to.equal(false);
  });

  it("look at metrics that exist: of the report function with all their dimensions, or of AWS services", () => {
    const own = [
      ...schedules.flatMap(({ group }) => runMetricNames.map((name) => runMetric(name, group))),
      ...datasets.flatMap(({ id }) => datasetMetricNames.map((name) => datasetMetric(name, id))),
    ];
    for (const { name, metric } of metricAlarms) {
      if (metric.namespace === metricNamespace) expect(own, name).to.deep.include(metric);
      else expect(ofServices, name).to.include(metric.namespace);
    }
  });

  it("tell somebody, each by itself or by another one that it is part of", () => {
    const unheard = all.filter(({ name, tells }) => !tells && !isHeard(name, combinedAlarms));
    expect(unheard.map(({ name }) => name)).to.deep.equal([]);
    expect(isHeard("pages-dead", combinedAlarms)).to.equal(false);
  });

  it("tell once of a night that fails, and once of the tables that become stale by it", () => {
    const told = (parts: readonly string[]): string[] =>
      all
        .filter((alarm) => alarm.tells)
        .filter(
          (alarm) => parts.includes(alarm.name) || ("anyOf" in alarm && alarm.anyOf.some((p) => parts.includes(p))),
        )
        .filter((alarm) => !("unless" in alarm))
        .map(({ name }) => name);
    const failing = ["night-failed-mission", "executions-failed", "job-failed", "function-errors-plan"];
    expect(told(failing)).to.deep.equal(["night-mission"]);
    const stale = datasets.filter(({ group }) => group === "mission").map(({ id }) => `stale-${id}`);
    expect(stale).to.have.length(17);
    expect(told(stale)).to.deep.equal(["stale-mission"]);
    expect(named(combinedAlarms, "machinery").unless).to.equal("nights");
  });

  it("tell of Redshift's use before its limit, where there is Redshift", () => {
    expect(named(metricAlarms, "redshift-use")).to.deep.include({
      metric: {
        namespace: "AWS/Redshift-Serverless",
        name: "ComputeSeconds",
        dimensions: { Workgroup: "lakehouse-dev" },
      },
      periodSeconds: 86_400,
      wrongAbove: 0.8 * 8 * 3600,
      tells: true,
    });
    const without = alarmList({ ...settings, redshiftRpuHoursPerDay: undefined }).metricAlarms;
    expect(without.filter(({ name }) => name.startsWith("redshift"))).to.deep.equal([]);
  });

  it("take a night for late when all its timeouts have passed, and no rerun of an earlier night for it", () => {
    const late = named(metricAlarms, "night-late-flights");
    // 120 + 2 * 120 + 60 minutes after the schedule, a day after the last report
    expect(late).to.include({ periods: 24 + 7, missing: "breaching" });
    // the schedule is 04:30; a report of last night's window comes less than a day later
    const hours = late.wrongAbove / 3600;
    expect(hours).to.be.greaterThan(24 + 4.5);
    expect(hours).to.be.lessThan(48);
    const idle = alarmList({ ...settings, schedulesEnabled: false });
    expect(idle.metricAlarms.filter(({ name }) => name.startsWith("night-late"))).to.deep.equal([]);
    expect(named(idle.combinedAlarms, "night-flights").anyOf).to.deep.equal(["night-failed-flights"]);
  });

  it("combine the datasets of a large group in as many rules as CloudWatch needs", () => {
    const [first] = datasets;
    if (first === undefined) throw new Error("there is no dataset");
    const many = Array.from({ length: 201 }, (_, index) => ({ ...first, id: `${first.source}.t${index}` }));
    const stale = alarmList({ ...settings, datasets: many }).combinedAlarms.filter(({ name }) =>
      name.startsWith(`stale-${first.group}`),
    );
    expect(stale.map(({ name, anyOf }) => [name, anyOf.length])).to.deep.equal([
      ["stale-flights", 100],
      ["stale-flights-2", 100],
      ["stale-flights-3", 1],
    ]);
  });

  it("name only alarms that were listed before", () => {
    const before = new Set(metricAlarms.map(({ name }) => name));
    for (const { name, anyOf, unless } of combinedAlarms) {
      for (const part of [...anyOf, ...(unless === undefined ? [] : [unless])]) {
        expect(before.has(part), `${name} needs ${part}`).to.equal(true);
      }
      expect(anyOf.length, name).to.be.within(1, 100);
      before.add(name);
    }
  });
});

describe("alarms of the stack dev", () => {
  let resources: Recorded[];
  before(async () => {
    resources = await recordedResources("dev", ['lakehouse:alarms={"scope":"all"}']);
  });
  const ofType = (type: string): Recorded["inputs"][] =>
    resources.filter((resource) => resource.type === type).map(({ inputs }) => inputs);

  it("watch every function that there is, and none that isn't", () => {
    const functions = ofType("aws:lambda/function:Function").map(({ name }) => String(name));
    for (const metric of ["Errors", "Throttles"]) {
      const watched = ofType("aws:cloudwatch/metricAlarm:MetricAlarm").filter(
        ({ metricName }) => metricName === metric,
      );
      expect(watched.map(({ dimensions }) => (dimensions as { FunctionName: string }).FunctionName)).to.have.members(
        functions,
      );
    }
  });

  it("watch queues, a table, a machine and schedules that there are", () => {
    const names = new Set(resources.map(({ inputs }) => inputs["name"]));
    const places = ofType("aws:cloudwatch/metricAlarm:MetricAlarm").flatMap(({ dimensions }) =>
      Object.entries(dimensions as Record<string, string>).filter(([key]) =>
        ["QueueName", "TableName", "ScheduleGroup", "StateMachineArn"].includes(key),
      ),
    );
    expect(places.length).to.be.greaterThan(7);
    for (const [key, value] of places) {
      expect(names.has(value.split(":").at(-1)), `${key} ${value}`).to.equal(true);
    }
  });

  it("tell the topic of alarms when they begin and when they end, and nobody else", () => {
    const topic = "arn:aws:sns:us-east-1:123456789012:lakehouse-dev-alarms";
    const alarms = [
      ...ofType("aws:cloudwatch/metricAlarm:MetricAlarm"),
      ...ofType("aws:cloudwatch/compositeAlarm:CompositeAlarm"),
    ];
    const telling = alarms.filter(({ alarmActions }) => alarmActions !== undefined);
    expect(telling).to.have.length(schedules.length * 3 + 4);
    for (const { alarmActions, okActions } of telling) {
      expect([alarmActions, okActions]).to.deep.equal([[topic], [topic]]);
    }
  });

  it("let only this account's alarms and budgets publish to their topic", () => {
    const own = ofType("aws:sns/topicPolicy:TopicPolicy").filter(({ arn }) =>
      String(arn).endsWith(":lakehouse-dev-alarms"),
    );
    expect(own).to.have.length(1);
    const policy = JSON.parse(String(own[0]?.["policy"])) as {
      Statement: { Effect: string; Principal: unknown; Condition: Record<string, Record<string, string>> }[];
    };
    const allowed = policy.Statement.filter(({ Effect }) => Effect === "Allow");
    expect(allowed.map(({ Principal }) => Principal)).to.deep.equal([
      { Service: "cloudwatch.amazonaws.com" },
      { Service: "budgets.amazonaws.com" },
    ]);
    for (const { Condition } of allowed) {
      expect(Condition["StringEquals"]).to.deep.equal({ "aws:SourceAccount": "123456789012" });
    }
  });

  it("come with a budget for the month and one for days out of the ordinary", () => {
    const [daily, monthly] = ofType("aws:budgets/budget:Budget").sort((a, b) =>
      String(a["timeUnit"]) < String(b["timeUnit"]) ? -1 : 1,
    );
    const told = (budget: Recorded["inputs"] | undefined): string[] =>
      (budget?.["notifications"] as { notificationType: string; threshold: number }[]).map(
        ({ notificationType, threshold }) => `${notificationType} ${threshold}`,
      );
    expect(monthly).to.include({ timeUnit: "MONTHLY", limitAmount: "200", limitUnit: "USD" });
    expect(told(monthly)).to.deep.equal(["ACTUAL 80", "ACTUAL 100", "FORECASTED 100"]);
    expect(daily).to.include({ timeUnit: "DAILY" }).and.to.not.have.property("limitAmount");
    // Budgets rejects a forecast for a daily budget
    expect(told(daily)).to.deep.equal(["ACTUAL 200"]);
  });
});

describe("the repository's stacks", () => {
  for (const [stack, plain, combined] of [
    ["dev", 12, 2],
    ["prod", 57, 6],
  ] as const) {
    it(`have ${plain} alarms and ${combined} combined ones in ${stack}`, async () => {
      const types = (await recordedResources(stack)).map(({ type }) => type);
      expect(types.filter((type) => type === "aws:cloudwatch/metricAlarm:MetricAlarm")).to.have.length(plain);
      expect(types.filter((type) => type === "aws:cloudwatch/compositeAlarm:CompositeAlarm")).to.have.length(combined);
    });
  }
});

describe("a stack without alarms", () => {
  it("has no alarm, budget or topic for them, and keeps its dashboard", async () => {
    const off = 'lakehouse:alarms={"enabled":false,"emails":["operator@example.com"]}';
    const types = (await recordedWith("dev", [off])).map(({ type, name }) => `${type} ${name}`);
    const ofAlarms = types
      .filter((type) => /Alarm|budgets|sns\//.test(type))
      .filter((type) => !type.includes(" reporting-"));
    expect(ofAlarms).to.deep.equal([]);
    expect(types.filter((type) => type.includes(":cloudwatch/dashboard:"))).to.have.length(1);
  });

  it("would have had a subscription for each address", async () => {
    const on = 'lakehouse:alarms={"emails":["operator@example.com","night@example.com"]}';
    const subscriptions = (await recordedWith("dev", [on])).filter(({ type }) => type.endsWith(":TopicSubscription"));
    expect(subscriptions.map(({ inputs }) => [inputs["protocol"], inputs["endpoint"]])).to.deep.equal([
      ["email", "operator@example.com"],
      ["email", "night@example.com"],
    ]);
  });
});
