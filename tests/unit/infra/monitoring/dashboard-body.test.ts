import { join } from "node:path";
import { expect } from "chai";
import { loadContracts } from "../../../../contracts/index.ts";
import { dashboardBody, type DashboardArgs } from "../../../../infra/monitoring/dashboard-body.ts";
import type { Widget } from "../../../../infra/monitoring/dashboard-layout.ts";
import {
  datasetMetric,
  datasetMetricNames,
  metricNamespace,
  runMetric,
  runMetricNames,
} from "../../../../model/metrics.ts";

const { datasets, schedules } = loadContracts(join(import.meta.dirname, "../../../../contracts")).bundle;

const args: DashboardArgs = {
  place: { partition: "aws", region: "eu-central-1", accountId: "123456789012", prefix: "lakehouse-dev" },
  datasets,
  schedules,
  functions: ["plan", "extract"],
  alarms: Array.from({ length: 101 }, (_, index) => `alarm-${index}`),
};

const properties: Readonly<Record<Widget["type"], readonly string[]>> = {
  text: ["markdown"],
  alarm: ["title", "alarms"],
  metric: ["title", "region", "view", "period", "yAxis", "metrics"],
};

/** Violations of CloudWatch's rules for a dashboard's body; empty if it is valid. */
const faults = (widgets: readonly Widget[]): string[] => {
  const taken = new Map<string, string>();
  return widgets.flatMap((widget) => {
    const { type, x, y, width, height } = widget;
    const place = `${type} at ${x},${y}`;
    const found: string[] = [];
    if (![x, y, width, height].every(Number.isInteger)) found.push(`${place} is not on the grid`);
    if (x < 0 || x + width > 24) found.push(`${place} is wider than the page`);
    for (let column = x; column < x + width; column += 1) {
      for (let row = y; row < y + height; row += 1) {
        const cell = `${column},${row}`;
        const other = taken.get(cell);
        if (other !== undefined && !found.includes(`${place} lies on ${other}`))
          found.push(`${place} lies on ${other}`);
        taken.set(cell, place);
      }
    }
    const keys = Object.keys(widget.properties);
    if (keys.sort().join() !== [...properties[type]].sort().join()) found.push(`${place} has ${keys.join()}`);
    return found;
  });
};

const linesOf = (widgets: readonly Widget[]): (readonly unknown[])[] =>
  widgets.flatMap((widget) => (widget.properties["metrics"] ?? []) as (readonly unknown[])[]);

describe("body of the dashboard", () => {
  const { widgets } = dashboardBody(args);

  it("is what CloudWatch takes: whole widgets beside and below each other", () => {
    expect(faults(widgets)).to.deep.equal([]);
    expect(widgets.length).to.be.at.most(500);
    expect(linesOf(widgets).length).to.be.at.most(2500);
    for (const widget of widgets) expect(linesOf([widget]).length).to.be.at.most(500);
  });

  it("would not pass with widgets on top of each other, off the page or without a region", () => {
    const [text, alarm, , graph] = widgets;
    if (text === undefined || alarm === undefined || graph === undefined) throw new Error("widgets are missing");
    expect(faults([text, { ...alarm, y: text.y }])).to.have.length(1);
    expect(faults([{ ...text, x: 12 }])).to.deep.equal(["text at 12,0 is wider than the page"]);
    const withoutRegion = Object.fromEntries(Object.entries(graph.properties).filter(([key]) => key !== "region"));
    expect(faults([{ ...graph, properties: withoutRegion }])).to.have.length(1);
  });

  it("has metrics in CloudWatch's form: namespace, name, pairs of dimensions, and how to show it", () => {
    for (const line of linesOf(widgets)) {
      const shown = line.at(-1) as Record<string, unknown>;
      if ("expression" in shown) {
        expect(line).to.have.length(1);
        continue;
      }
      expect(line.slice(0, -1).every((part) => typeof part === "string" && part !== "")).to.equal(true);
      expect((line.length - 3) % 2, JSON.stringify(line)).to.equal(0);
      expect(["Sum", "Maximum"]).to.include(shown["stat"]);
    }
  });

  it("shows every metric of the nights, and no other of our own", () => {
    const own = linesOf(widgets).filter(([namespace]) => namespace === metricNamespace);
    const shown = own.map((line) => line.slice(0, -1).join(" "));
    const written = [
      ...schedules.flatMap(({ group }) => runMetricNames.map((name) => runMetric(name, group))),
      ...datasets.flatMap(({ id }) => datasetMetricNames.map((name) => datasetMetric(name, id))),
    ].map(({ namespace, name, dimensions }) => [namespace, name, ...Object.entries(dimensions).flat()].join(" "));
    expect(shown).to.have.members(written);
  });

  it("shows the state of every alarm, at most a hundred per widget", () => {
    const shown = widgets
      .filter(({ type }) => type === "alarm")
      .map((widget) => widget.properties["alarms"] as string[]);
    expect(shown.map((arns) => arns.length)).to.deep.equal([100, 1]);
    expect(shown[1]).to.deep.equal(["arn:aws:cloudwatch:eu-central-1:123456789012:alarm:lakehouse-dev-alarm-100"]);
    expect(dashboardBody({ ...args, alarms: [] }).widgets.filter(({ type }) => type === "alarm")).to.deep.equal([]);
  });
});
