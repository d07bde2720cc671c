/** A night that never ran, between two that did. */
import { PutCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { readDeployment } from "../../../aws/ssm/deployment.ts";
import { loadContracts } from "../../../contracts/index.ts";
import { documentClient } from "../../../aws/dynamodb/client.ts";
import { standingLedger, standingReader } from "../../../aws/ledger/standing-ledger.ts";
import { systemClock } from "../../../aws/clock.ts";
import { describeGap, type Concerns } from "../../../model/concerns.ts";
import { standingKey } from "../../../model/ledger.ts";
import type { Standing } from "../../../model/documents/standing.ts";
import { night } from "../../../model/windows.ts";
import { lakehouse } from "../../support/command.ts";
import { flightsDemo } from "../../support/flights-demo.ts";
import { sandboxClientOptions, useSandboxInProcess } from "../../support/sandbox.ts";

const dataset = "flights.flights";
/** End of the demo's last night. */
const demoUntil = night("2014-01-01", "America/New_York").window.until;

describe("A missing night", () => {
  let dynamo: DynamoDBDocumentClient;
  let table: string;
  let found: readonly Record<string, unknown>[] = [];

  const put = async (item: Record<string, unknown>): Promise<void> => {
    await dynamo.send(new PutCommand({ TableName: table, Item: item }));
  };

  /** Resets the group to its state after the demo, whatever nights other tests have run. */
  before(async () => {
    await flightsDemo();
    useSandboxInProcess();
    dynamo = documentClient();
    ({ ledgerTable: table } = await readDeployment("sandbox", new SSMClient(sandboxClientOptions())));
    const ids = loadContracts("contracts")
      .bundle.datasets.filter(({ group }) => group === "flights")
      .map(({ id }) => id);
    const all = await standingReader(dynamo, table).of(ids);
    found = all.map((one) => ({ ...standingKey(one.datasetId), ...one }));
    for (const item of found) {
      const [first] = (item as unknown as Standing).covered;
      await put({ ...item, covered: [{ since: first?.since ?? demoUntil, until: demoUntil }], missed: [], nights: [] });
    }
  });
  after(async () => {
    for (const item of found) await put(item);
    dynamo.destroy();
  });

  /** Makes the dataset's second-to-last night missing, as if a later night had run. */
  const leaveGap = async (): Promise<void> => {
    const standings = standingLedger(dynamo, table, systemClock);
    const { lastGood } = ((await standings.of([dataset]))[0] ?? {}) as Partial<Standing>;
    expect(lastGood, "the demo's nights are known").not.to.equal(undefined);
    const { window } = night("2014-01-03", "America/New_York");
    await standings.note([
      {
        ...{ runId: "flights-later", group: "flights", window, startedAt: window.until, finishedAt: window.until },
        bundleKey: lastGood?.bundleKey ?? "",
        dataset: { datasetId: dataset, state: "SUCCEEDED", landed: 1, loaded: 1, quarantined: 0 },
      },
    ]);
  };

  /** Of this group only; other tests may have left gaps in another one. */
  const gaps = async (): Promise<readonly string[]> => {
    const { stdout } = await lakehouse(["status", "--json"]);
    return (JSON.parse(stdout) as Concerns).gaps.filter(({ group }) => group === "flights").map(describeGap);
  };

  it("is none after the demo", async () => {
    expect(await gaps()).to.deep.equal([]);
    const { stdout, exitCode } = await lakehouse(["run", "flights", "--gaps"]);
    expect(stdout).to.equal("Nothing is missing in flights.\n");
    expect(exitCode).to.equal(0);
  });

  it("is named until it is run again, which one command does", async () => {
    await leaveGap();
    const { exitCode, stdout } = await lakehouse(["status"]);
    expect(stdout).to.include("flights 2014-01-02: flights.flights").and.to.include("lakehouse run flights --gaps");
    expect(stdout).to.match(
      /^ {2}flights\.flights \(missing\) has data up to 2014-01-04T05:00:00\.000Z; read by models .*flights_curated\.fct_flights/m,
    );
    expect(exitCode).to.equal(1);
    const run = await lakehouse(["run", "flights", "--gaps"]);
    expect(run.stdout).to.include("1 gap run, 0 failed again.");
    expect(run.exitCode, run.stderr).to.equal(0);
    expect(await gaps()).to.deep.equal([]);
  });

  it("can't be asked for together with a window", async () => {
    const { exitCode, stderr } = await lakehouse(["run", "flights", "--gaps", "--date", "2014-01-02"]);
    expect(stderr).to.include("WINDOW_AMBIGUOUS --gaps: --gaps was given together with --date");
    expect(exitCode).to.equal(2);
  });
});
