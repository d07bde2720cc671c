import { expect } from "chai";
import { existsSync, readFileSync } from "node:fs";
import { faultOutcomes, ranByMocha, ranByPytest, type Ran } from "../../faults/outcomes.ts";
import { faults } from "../../faults/table.ts";

const asked = [
  {
    number: 1,
    fault: "a kill",
    expected: "nothing is lost",
    tests: { "tests/a.test.ts": ["survives", "goes on"], "tests/glue/test_b.py": ["test_kill"] },
  },
];
const ran = (file: string, title: string, passed = true): Ran => ({ file, title, passed });
const whole = [
  ran("tests/a.test.ts", "survives a kill"),
  ran("tests/a.test.ts", "goes on"),
  ran("tests/glue/test_b.py", "test_kill"),
];
const stateOf = (...tests: readonly Ran[]) =>
  faultOutcomes(asked, tests).map(({ state, problems }) => [state, problems]);

/** Whether the file contains the title, or the beginning of a template that builds it. */
const isIn = (text: string, title: string): boolean => {
  const words = title.split(" ");
  const beginnings = words.map((_, count) => `\`${words.slice(0, count + 1).join(" ")} \${`);
  return text.includes(title) || beginnings.some((beginning) => text.includes(beginning));
};

describe("the table of faults", () => {
  it("has tests for each that are there", () => {
    expect(faults).to.have.length(34);
    for (const { fault, tests } of faults) {
      expect(Object.keys(tests), fault).not.to.be.empty;
      for (const [file, titles] of Object.entries(tests)) {
        expect(existsSync(file), `${fault}: ${file}`).to.equal(true);
        const text = readFileSync(file, "utf8");
        for (const title of titles) expect(isIn(text, title), `${file}: ${title}`).to.equal(true);
      }
    }
  });
});

describe("what came of a fault", () => {
  it("is that it held when each of its tests ran and passed", () => {
    expect(stateOf(...whole)).to.deep.equal([["held", []]]);
  });

  it("is a failure when one failed, of all its parameters", () => {
    const failed = { ...ran("tests/glue/test_b.py", "test_kill", false), failure: "assert 1 == 2\nmore" };
    expect(stateOf(...whole, failed)).to.deep.equal([["FAILED", ["tests/glue/test_b.py: test_kill: assert 1 == 2"]]]);
  });

  it("is unknown when one did not run", () => {
    expect(stateOf(...whole.slice(1))).to.deep.equal([["NOT RUN", ["tests/a.test.ts: survives: did not run"]]]);
  });

  it("is read from mocha's report, hooks that failed included", () => {
    const report = {
      passes: [{ title: "survives", file: "/r/tests/a.test.ts", err: {} }],
      failures: [
        { title: '"before all" hook for "goes on"', file: "/r/tests/a.test.ts", err: { message: "no sandbox" } },
      ],
    };
    expect(ranByMocha(JSON.stringify(report), "/r")).to.deep.equal([
      ran("tests/a.test.ts", "survives"),
      { ...ran("tests/a.test.ts", "goes on", false), failure: "no sandbox" },
    ]);
  });

  it("is read from pytest's report, skipped tests as not passed", () => {
    const xml =
      '<testsuite><testcase classname="tests.glue.test_b" name="test_kill[gathered]" time="1"/>' +
      '<testcase classname="tests.glue.test_b" name="test_kill[spread]"><failure message="assert 0">x</failure></testcase>' +
      '<testcase classname="tests.glue.test_b" name="test_other"><skipped message="m"/></testcase></testsuite>';
    expect(ranByPytest(xml)).to.deep.equal([
      ran("tests/glue/test_b.py", "test_kill"),
      { ...ran("tests/glue/test_b.py", "test_kill", false), failure: "assert 0" },
      ran("tests/glue/test_b.py", "test_other", false),
    ]);
  });
});
