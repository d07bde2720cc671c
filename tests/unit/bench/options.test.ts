import { expect } from "chai";
import { UsageError } from "../../../cli/answer.ts";
import { chooseScenarios, defaults, readOptions } from "../../../bench/options.ts";

const known = [
  { name: "night", isDefault: true },
  { name: "small", isDefault: false },
  { name: "rerun", isDefault: true },
];

const problemsOf = (work: () => unknown): readonly string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof UsageError) return error.problems.map(({ code, place }) => `${code} ${place}`);
    throw error;
  }
  return [];
};

describe("bench options", () => {
  it("chooses what is named, in the known order, and the default set when nothing is", () => {
    const names = (chosen: readonly string[]) => chooseScenarios(chosen, known).map(({ name }) => name);
    expect(names([])).to.deep.equal(["night", "rerun"]);
    expect(names(["small", "night"])).to.deep.equal(["night", "small"]);
  });

  it("names every scenario that it doesn't know", () => {
    const found = problemsOf(() => chooseScenarios(["nights", "night", "big"], known));
    expect(found).to.deep.equal(["SCENARIO_UNKNOWN <scenario>", "SCENARIO_UNKNOWN <scenario>"]);
  });

  it("has defaults", () => {
    const read = readOptions(defaults, {});
    expect(read).to.deep.equal({ rows: 1_000_000, repeat: 1, small: { datasets: 1000, groups: 10 } });
  });

  it("refuses sizes out of range, more groups than datasets, and a token that isn't there", () => {
    const refused = (
      given: Partial<Record<"rows" | "repeat" | "groups" | "datasets" | "source" | "tokenEnv", string>>,
    ) => problemsOf(() => readOptions({ ...defaults, ...given }, { GIVEN: "secret" }));
    expect(refused({ rows: "10000001" })).to.deep.equal(["OPTION_INVALID --rows"]);
    expect(refused({ repeat: "0" })).to.deep.equal(["OPTION_INVALID --repeat"]);
    expect(refused({ datasets: "3", groups: "4" })).to.deep.equal(["OPTION_INVALID --groups"]);
    expect(refused({ source: "http://x", tokenEnv: "ABSENT" })).to.deep.equal(["TOKEN_MISSING --token-env"]);
    expect(refused({ source: "http://x", tokenEnv: "GIVEN" })).to.deep.equal([]);
  });
});
