import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { exceptions } from "../../../policy/exceptions.ts";
import { run } from "../../../policy/run.ts";
import { rules } from "../../../policy/rules/index.ts";
import type { Verdict } from "../../../policy/verdict.ts";
import { inTurn } from "../infra/recorded.ts";

const root = join(import.meta.dirname, "..", "..", "..");

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const answer = async (...options: readonly string[]): Promise<Omit<Answer, "stderr">> => {
  let stdout = "";
  const code = await inTurn(() => run(options, (text) => (stdout += text), Infinity));
  return { code, stdout };
};

const runProcess = async (...options: readonly string[]): Promise<Answer> => {
  const given = ["--import", "tsx", "policy/run.ts", ...options];
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, given, { cwd: root, maxBuffer: 2 ** 26 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as Answer;
  }
};

describe("the rules' command", () => {
  for (const [stack, network] of [
    ["dev", "public"],
    ["dev", "private"],
    ["prod", "private"],
  ] as const) {
    it(`has no finding about ${stack} with network ${network}`, async () => {
      const { code, stdout } = await answer("--stack", stack, "--config", `lakehouse:network=${network}`, "--json");
      const verdict = JSON.parse(stdout) as Verdict;
      expect(verdict.findings).to.deep.equal([]);
      expect(code).to.equal(0);
      expect(verdict.rules).to.equal(rules.length);
      expect(verdict.resources).to.be.at.least(100);
      expect(exceptions).to.include.deep.members([...verdict.exceptions]);
    });
  }

  it("ends with 1 and a table when something is found", async () => {
    const { code, stdout } = await runProcess("--stack", "prod", "--config", "lakehouse:tokenRotationDays=91");
    expect(code).to.equal(1);
    expect(stdout).to.match(/^secret-rotates-quarterly +rotation-\S+ +rotationRules\.automaticallyAfterDays is 91/m);
    expect(stdout).to.match(new RegExp(`^${rules.length} rules, \\d+ resources, [1-9]\\d* findings, `, "m"));
  });

  it("ends with 2 and names what is allowed when it is called wrongly", async () => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [["--stack", "nope"], /found no stack "nope"; stacks are dev, prod/],
      [["--config", "network"], /found "network", must be <namespace>:<key>=<value>/],
      [["--config", "lakehouse:network=open"], /"open" is not one of public, private/],
      [["--rules"], /Unknown option '--rules'/],
    ];
    for (const [options, message] of wrong) {
      const { code, stdout, stderr } = await runProcess(...options);
      expect([code, stdout], options.join(" ")).to.deep.equal([2, ""]);
      expect(stderr).to.match(message);
    }
  });

  it("explains itself", async () => {
    const { code, stdout } = await runProcess("--help");
    expect(code).to.equal(0);
    expect(stdout).to.contain("--stack <name>");
  });
});
