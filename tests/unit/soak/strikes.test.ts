import { expect } from "chai";
import fc from "fast-check";
import { differences } from "../../soak/fingerprint.ts";
import { isDue } from "../../soak/night.ts";
import { strikesOf, targets, victimOf } from "../../soak/strikes.ts";

const seeds = fc.integer({ min: 1, max: 1_000_000 });
const processInfo = (pid: number, command: string) => ({ pid, parent: 1, residentMiB: 1, cpuSeconds: 0, command });
const targetNamed = (name: string) => {
  const target = targets.find((one) => one.name === name);
  if (target === undefined) throw new Error(`no target is called ${name}`);
  return target;
};

describe("the strikes of a soak", () => {
  it("follow from the seed, 1 to 5 of them, within their states", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const strikes = strikesOf(seed);
        expect(strikesOf(seed)).to.deep.equal(strikes);
        expect(strikes.length).to.be.within(1, 5);
        for (const { at } of strikes) expect(at).to.be.within(0, 1);
      }),
    );
  });

  it("come to every target within the first twenty seeds", () => {
    const struck = new Set(
      Array.from({ length: 20 }, (_, index) => strikesOf(index + 1))
        .flat()
        .map(({ target }) => target),
    );
    expect([...struck]).to.have.members([...targets]);
  });

  it("find their process among a sandbox's", () => {
    const extract = processInfo(
      7,
      "/node/bin/node /tmp/ministack-lambda-lakehouse-sandbox-extract-5d6u4r68/_worker.mjs",
    );
    const others = [
      processInfo(1, "/python -m emulator settings.json"),
      processInfo(2, "/node/bin/node /tmp/ministack-lambda-lakehouse-sandbox-plan-02lyfwmb/_worker.mjs"),
      processInfo(3, "/java -cp spark.jar org.apache.spark.api.python.PythonGatewayServer"),
      processInfo(4, "/python -m pyspark.daemon"),
      processInfo(5, "/python /sandbox/emulator/glue/driver_script.py /runs/jr_1"),
      processInfo(6, "/java io.trino.server.TrinoServer"),
    ];
    const draw = { seed: 1, place: 0 };
    const victim = (name: string) => victimOf(targetNamed(name), [...others, extract], draw)?.pid;
    expect(victim("extract function")).to.equal(7);
    expect(victim("plan function")).to.equal(2);
    expect(victim("process Spark")).to.equal(3);
    expect(victim("process Spark worker")).to.equal(4);
    expect(victim("curate driver")).to.equal(5);
    expect(victim("report function")).to.equal(undefined);
  });

  it("are due while their state is under way, from their time on", () => {
    const strike = { target: targetNamed("process Spark"), at: 0.5 };
    const visit = { name: "Process", enteredAt: new Date(1000) };
    expect(isDue(strike, [visit], { Process: 200 }, 1099)).to.equal(false);
    expect(isDue(strike, [visit], { Process: 200 }, 1100)).to.equal(true);
    expect(isDue(strike, [{ ...visit, exitedAt: new Date(1050) }], { Process: 200 }, 1100)).to.equal(false);
  });
});

describe("the comparison of two lakes", () => {
  const table = { rows: 5_000, checksum: "AB" };

  it("finds nothing where all is equal", () => {
    expect(differences({ "s.t": table }, { "s.t": { ...table } })).to.deep.equal([]);
  });

  it("names a row that is missing, a value that differs, a table that is missing or too many", () => {
    const wanted = { "s.gone": table, "s.less": table, "s.other": table };
    const found = { "s.less": { ...table, rows: 4_998 }, "s.new": table, "s.other": { ...table, checksum: "CD" } };
    expect(differences(wanted, found)).to.deep.equal([
      "s.gone: expected 5000 rows, got no table",
      "s.less: expected 5000 rows, got 4998",
      "s.new: expected no such table, got 5000 rows",
      "s.other: 5000 rows, but other values",
    ]);
  });
});
