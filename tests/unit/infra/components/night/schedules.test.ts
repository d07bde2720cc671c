import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Schedules } from "../../../../../infra/components/night/schedules.ts";
import { keyNames } from "../../../../../infra/permissions/key-uses.ts";
import { byName } from "../../../../../model/parts.ts";
import type { Schedule } from "../../../../../model/documents/contract-bundle.ts";
import { inTurn, statementsOf } from "../../recorded.ts";

interface Made {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const weekly: Schedule = {
  ...{ group: "orders", expression: "cron(30 4 ? * MON *)", timeZone: "Europe/Berlin" },
  weeks: { every: 2, firstRun: "2026-01-05" },
};

/** What the component creates, with ARNs that say what they are of. */
const made = (aged: readonly Schedule[], enabled = true): Promise<readonly Made[]> =>
  inTurn(async () => {
    const found: Made[] = [];
    await pulumi.runtime.setMocks({
      newResource: ({ type, name, inputs }) => {
        found.push({ type, name, inputs: inputs as Made["inputs"] });
        return { id: name, state: { ...(inputs as object), arn: `arn:${name}` } };
      },
      call: ({ inputs }) => inputs as object,
    });
    const component = new Schedules("schedules", {
      place: { partition: "aws", region: "us-east-1", accountId: "123456789012", prefix: "lakehouse-dev" },
      keys: byName(keyNames, () => "arn:key"),
      schedules: [weekly],
      start: { arn: pulumi.output("arn:start") },
      report: { arn: pulumi.output("arn:report") },
      failedStarts: { arn: pulumi.output("arn:dead") },
      bundleKey: "contracts/b.json",
      enabled,
      aged,
    });
    await new Promise((resolve) => component.groupName.apply(resolve));
    await pulumi.runtime.disconnect();
    return found;
  });

const schedulesOf = (all: readonly Made[]): readonly Made["inputs"][] =>
  all.filter(({ type }) => type === "aws:scheduler/schedule:Schedule").map(({ inputs }) => inputs);

describe("the schedules of the nights", () => {
  it("fire weekly for a group that runs every second week: the weeks between are skipped by start", async () => {
    const all = await made([]);
    expect(
      schedulesOf(all).map(({ name, scheduleExpression, scheduleExpressionTimezone }) => [
        name,
        scheduleExpression,
        scheduleExpressionTimezone,
      ]),
    ).to.deep.equal([["orders", "cron(30 4 ? * MON *)", "Europe/Berlin"]]);
    const policy = all.find(({ type }) => type === "aws:iam/rolePolicy:RolePolicy");
    expect(statementsOf(policy?.inputs["policy"]).map(({ Sid }) => Sid)).to.not.include("WriteAges");
  });

  it("write the ages of a group that runs rarely once a day, also where nights start by hand", async () => {
    const all = await made([weekly], false);
    expect(schedulesOf(all).map(({ name, state }) => [name, state])).to.have.deep.members([
      ["orders", "DISABLED"],
      ["orders-ages", "ENABLED"],
    ]);
    const ages = schedulesOf(all).find(({ name }) => name === "orders-ages");
    const { arn, input } = ages?.["target"] as { readonly arn: string; readonly input: string };
    expect([arn, JSON.parse(input)]).to.deep.equal(["arn:report", { agesOf: "orders", bundleKey: "contracts/b.json" }]);
    const policy = all.find(({ type }) => type === "aws:iam/rolePolicy:RolePolicy");
    const writes = statementsOf(policy?.inputs["policy"]).find(({ Sid }) => Sid === "WriteAges");
    expect(writes?.Resource).to.deep.equal(["arn:report"]);
  });
});
