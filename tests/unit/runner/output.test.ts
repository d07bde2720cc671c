import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { countsOr, junitCounts } from "../../runner/counts.ts";
import { prefixedWriter } from "../../runner/lines.ts";
import { run } from "../../runner/processes.ts";
import { lanesOf, type Ran } from "../../runner/schedule.ts";
import { budgetLines, exitCodeOf, lastLine } from "../../runner/summary.ts";
import { suiteNames } from "../../runner/suites.ts";

const ran = (suite: Ran["suite"], passed: number, failed = 0, seconds = 10): Ran => ({
  ...{ suite, seconds },
  counts: { passed, failed, skipped: 0 },
});

describe("A run of the tests", () => {
  it("writes whole lines of suites that run side by side, each with its suite", () => {
    let written = "";
    const say = (text: string): void => {
      written += text;
    };
    const [unit, glue] = [prefixedWriter("unit", 5, say), prefixedWriter("glue", 5, say)];
    unit.write("one\ntw");
    glue.write("...");
    unit.write("o\n\n");
    unit.end();
    glue.end();
    expect(written).to.equal("unit  │ one\nunit  │ two\nunit  │\nglue  │ ...\n");
  });

  it("has a lane for the engines, one for Spark and one for the rest where memory allows, and else one", () => {
    const all = suiteNames.map((suite) => ({ suite }));
    const lanes = lanesOf(all, 23e9).map((lane) => lane.map(({ suite }) => suite));
    expect(lanes).to.deep.equal([["check", "unit", "contracts", "isolated"], ["glue"], ["sandbox"]]);
    expect(lanesOf(all, 8e9)).to.deep.equal([all]);
    expect(lanesOf([{ suite: "unit" }], 23e9)).to.deep.equal([[{ suite: "unit" }]]);
  });

  it("ends with the sum, and with each suite's budget, over or under, which fails nothing", () => {
    const all = suiteNames.map((suite) => ran(suite, 2, 0, 1));
    expect(lastLine(all)).to.equal("12 passed, 0 failed");
    expect([exitCodeOf(all), exitCodeOf([ran("unit", 1, 1)]), exitCodeOf([])]).to.deep.equal([0, 1, 1]);
    const lines = budgetLines(all, 9_999);
    expect(lines).to.have.length(suiteNames.length + 1);
    expect(lines[0]).to.match(/^check +1 s {2}budget +\d+ s {2}\d+ s under$/);
    expect(lines.at(-1)).to.match(/^together +9999 s {2}budget +720 s {2}9279 s over$/);
    expect(budgetLines([ran("unit", 1)], 10)).to.have.length(1);
  });

  it("counts a suite that broke off or left nothing as a failure", () => {
    let said = "";
    const say = (text: string): void => {
      said += text;
    };
    expect(countsOr(() => ({ passed: 3, failed: 0, skipped: 0 }), 1, say).failed).to.equal(1);
    expect(countsOr(() => ({ passed: 3, failed: 0, skipped: 0 }), 0, say).failed).to.equal(0);
    const missing = countsOr(
      () => {
        throw new Error("no file");
      },
      0,
      say,
    );
    expect(missing).to.deep.equal({ passed: 0, failed: 1, skipped: 0 });
    expect(said).to.contain("no file");
  });

  it("reads pytest's report", () => {
    const folder = mkdtempSync(join(tmpdir(), "lakehouse-report-"));
    try {
      const file = join(folder, "junit.xml");
      writeFileSync(
        file,
        '<testsuites><testsuite name="p" errors="1" failures="2" skipped="3" tests="10"/></testsuites>',
      );
      expect(junitCounts(file)).to.deep.equal({ passed: 4, failed: 3, skipped: 3 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("leaves nothing of a suite that ended behind", async () => {
    let output = "";
    const write = (text: string): void => {
      output += text;
    };
    const child = `const c = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"], { stdio: "ignore" }); console.log(c.pid); c.unref(); process.exitCode = 3;`;
    expect(await run(process.execPath, ["-e", child], { write })).to.equal(3);
    const pid = Number(output);
    expect(pid).to.be.above(1);
    // A killed process exists until its parent has reaped it
    for (;;) {
      try {
        process.kill(pid, 0);
        await sleep(20);
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).to.equal("ESRCH");
        return;
      }
    }
  });
});
