import { expect } from "chai";
import { json, scriptedSource, status, type Reply, type ScriptedSource } from "../../lambdas/scripted-source.ts";
import { run } from "./run-command.ts";

const variable = "LAKEHOUSE_TOKEN_FLIGHTS";

describe("sources test", () => {
  let source: ScriptedSource | undefined;
  beforeEach(() => {
    process.env[variable] = "a-token-of-flights";
  });
  afterEach(async () => {
    Reflect.deleteProperty(process.env, variable);
    await source?.close();
    source = undefined;
  });

  const test = async (reply: Reply, ...argv: readonly string[]) => {
    source = await scriptedSource(reply);
    return run("sources", "test", "flights", "--dataset", "airlines", "--address", source.baseUrl, ...argv);
  };

  const right = json({ data: [{ carrier: "AA", name: "American Airlines" }], total: 1, limit: 5000, offset: 0 });

  it("asks as tonight's run would, with the environment's credentials, and exits with 0 if nothing is wrong", async () => {
    const { exitCode, stdout, stderr } = await test(right);
    expect([exitCode, stderr]).to.deep.equal([0, ""]);
    expect(stdout)
      .to.match(/flights\.airlines +answer +OK/)
      .and.contain("flights answers 1 dataset as the contracts say.");
    expect(source?.requests[0]).to.include({ authorization: "Bearer a-token-of-flights" });
    expect(source?.requests[0]?.url).to.match(/^\/airlines\?/);
  });

  it("exits with 1 if something would go wrong, and says what to do", async () => {
    const { exitCode, stdout } = await test(json({ data: [{ carrier: "AA" }], total: 9, limit: 5000, offset: 0 }));
    expect(exitCode).to.equal(1);
    expect(stdout)
      .to.match(/FAULT/)
      .and.match(/Fix: /)
      .and.match(/faults?: tonight would fail, or lose rows/);
  });

  it("prints all findings as one document", async () => {
    const { exitCode, stdout } = await test(status(401), "--json");
    expect(exitCode).to.equal(1);
    const document: unknown = JSON.parse(stdout);
    expect(document).to.have.nested.property("datasets[0].findings[0].state", "FAULT");
    expect(stdout).to.contain("SOURCE_UNAUTHORIZED").and.not.contain("a-token-of-flights");
  });

  it("refuses a source or a dataset that the contracts don't have, and says what was meant", async () => {
    const unknown = await run("sources", "test", "flihgts");
    expect(unknown.exitCode).to.equal(2);
    expect(unknown.stderr).to.match(/^SOURCE_UNKNOWN <source>: "flihgts" is not a source; .* Fix: write "flights"/);
    const { exitCode, stderr } = await run("sources", "test", "flights", "--dataset", "airline");
    expect(exitCode).to.equal(2);
    expect(stderr).to.match(
      /^DATASET_UNKNOWN --dataset: "airline" is not a dataset of flights; .* Fix: write "airlines"/,
    );
  });
});
