/** The emulator takes the schedules that EventBridge Scheduler takes, and so do the contracts. */
import { CreateScheduleCommand, SchedulerClient, UpdateScheduleCommand } from "@aws-sdk/client-scheduler";
import { expect } from "chai";
import { parseCron } from "../../../model/schedules/cron.ts";
import { startEmulator, type Emulator } from "../../support/emulator.ts";

const accepted = [
  ...["cron(30 4 * * ? *)", "cron(0 0/6 * * ? *)", "cron(30 4 ? * MON *)", "cron(30 4 ? * MON-FRI *)"],
  ...["cron(0 6 L * ? *)", "cron(0 6 LW * ? *)", "cron(0 6 15W * ? *)", "cron(0 6 ? * 6L *)", "cron(0 6 ? * 6#3 *)"],
  ...["cron(0,30 4 1,15 JAN-MAR ? 2026-2030)", "cron(0/15 8-18/2 ? * L *)"],
];
const refused = [
  ...["cron(0 4 * * * *)", "cron(0 4 ? * ? *)", "cron(60 4 * * ? *)", "cron(0 24 * * ? *)", "cron(0 4 * * ?)"],
  ...["cron(0 4 L-3 * ? *)", "cron(0 4 32W * ? *)", "cron(0 4 ? * 3#1,6#3 *)", "cron(0 4 ? * 8 *)"],
  ...["cron(0 4 * 13 ? *)", "cron(5-1 4 * * ? *)", "cron(0/0 4 * * ? *)", "30 4 * * ? *"],
];

describe("Schedules of the emulator", () => {
  let emulator: Emulator;
  let client: SchedulerClient;
  let count = 0;

  before(async () => {
    emulator = await startEmulator();
    client = new SchedulerClient({
      endpoint: `http://127.0.0.1:${emulator.port}`,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
  });
  after(() => emulator.stop());

  const request = (Name: string, ScheduleExpression: string, ScheduleExpressionTimezone = "America/New_York") => ({
    ...{ Name, ScheduleExpression, ScheduleExpressionTimezone, State: "DISABLED" as const },
    FlexibleTimeWindow: { Mode: "OFF" as const },
    Target: { Arn: "arn:aws:sqs:us-east-1:000000000000:q", RoleArn: "arn:aws:iam::000000000000:role/r" },
  });

  const refusalOf = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
    } catch (error) {
      if (error instanceof Error) return error.name;
      throw error;
    }
    return "none";
  };

  const create = (expression: string, timeZone?: string): Promise<string> => {
    count += 1;
    return refusalOf(client.send(new CreateScheduleCommand(request(`s${count}`, expression, timeZone))));
  };

  for (const expression of accepted) {
    it(`are accepted as in contracts: ${expression}`, async () => {
      expect(await create(expression)).to.equal("none");
      expect(parseCron(expression)).to.not.equal(undefined);
    });
  }

  for (const expression of refused) {
    it(`are refused as in contracts: ${expression}`, async () => {
      expect(await create(expression)).to.equal("ValidationException");
      expect(parseCron(expression)).to.equal(undefined);
    });
  }

  it("may also be rates and single times, in the spelling that AWS has", async () => {
    for (const expression of ["rate(1 day)", "rate(14 days)", "at(2026-01-05T04:30:00)"]) {
      expect(await create(expression), expression).to.equal("none");
    }
    for (const expression of ["rate(1 days)", "rate(0 days)", "rate(2 weeks)", "at(2026-02-30T04:30:00)", ""]) {
      expect(await create(expression), expression).to.equal("ValidationException");
    }
  });

  it("need a time zone that exists, and stay as they are when a change is refused", async () => {
    expect(await create("cron(30 4 * * ? *)", "America/Gotham")).to.equal("ValidationException");
    await client.send(new CreateScheduleCommand(request("kept", "cron(30 4 * * ? *)")));
    const change = client.send(new UpdateScheduleCommand(request("kept", "cron(30 25 * * ? *)")));
    expect(await refusalOf(change)).to.equal("ValidationException");
  });
});
