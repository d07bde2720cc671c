import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { run } from "./commands/run-command.ts";

describe("the lakehouse command", () => {
  it("explains itself and every command, with examples, and exits with 0", async () => {
    const main = await run("--help");
    expect(main.exitCode).to.equal(0);
    const commands = ["demo", "sandbox", "deploy", "contracts", "run", "status", "next", "query", "sql", "secret"];
    for (const name of commands) {
      expect(main.stdout).to.match(new RegExp(`^  ${name}\\b`, "m"));
      const { exitCode, stdout } = await run(name, "--help");
      expect([exitCode, stdout.includes("--json")], name).to.deep.equal([0, true]);
    }
    for (const words of [
      ["run"],
      ["status"],
      ["next"],
      ["query"],
      ["demo"],
      ["deploy"],
      ["sql", "plan"],
      ["sql", "apply"],
      ["sql", "history"],
      ["sql", "show"],
      ["sql", "rollback"],
      ["secret", "set"],
    ]) {
      expect((await run(...words, "--help")).stdout, words.join(" ")).to.match(/^Examples?:$/m);
    }
  });

  it("exits with 2 for wrong usage and says what was meant", async () => {
    expect(await run("stauts")).to.deep.equal({
      exitCode: 2,
      stdout: "",
      stderr:
        "USAGE lakehouse: unknown command 'stauts' (Did you mean status?). Fix: add --help to see what is allowed.\n",
    });
    for (const argv of [["query"], ["status", "--nope"], ["sandbox", "logs", "kernel"]]) {
      const { exitCode, stderr } = await run(...argv);
      expect(exitCode, argv.join(" ")).to.equal(2);
      expect(stderr).to.match(/^USAGE lakehouse: /);
    }
  });

  it("refuses two formats, and limits that are none", async () => {
    for (const [argv, code] of [
      [["query", "--csv", "--json", "x"], "FORMAT_AMBIGUOUS --csv"],
      [["query", "--limit", "0", "x"], "LIMIT_INVALID --limit"],
    ] as const) {
      const { exitCode, stderr } = await run(...argv);
      expect([exitCode, stderr.startsWith(code)], code).to.deep.equal([2, true]);
    }
  });

  it("refuses a demo that can't be before it starts anything", async () => {
    const { exitCode, stderr } = await run("demo", "--rows", "10");
    expect(exitCode).to.equal(2);
    expect(stderr).to.contain("OPTION_INVALID --rows: the flights are real data of a fixed size");
  });

  it("prints one JSON document on stdout for an error, too", async () => {
    const { exitCode, stdout } = await run("demo", "--json", "--days", "99");
    expect(exitCode).to.equal(2);
    const document = JSON.parse(stdout) as { error: { problems: { code: string }[] } };
    expect(document.error.problems.map(({ code }) => code)).to.deep.equal(["OPTION_INVALID"]);
  });
});

describe("contracts check", () => {
  it("finds the repository's contracts valid", async () => {
    const text = await run("contracts", "check");
    expect(text.exitCode).to.equal(0);
    expect(text.stdout).to.match(/22 contracts, all valid\.\n$/);
    const json = JSON.parse((await run("contracts", "check", "--json")).stdout) as { datasets: string[]; hash: string };
    expect(json.datasets).to.have.length(22).and.to.include("mission.transactions");
    expect(json.hash).to.match(/^[0-9a-f]{64}$/);
  });

  it("exits with 1 and shows every file's problems", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lakehouse-contracts-"));
    try {
      writeFileSync(join(folder, "sources.yaml"), "sources: []\n");
      writeFileSync(join(folder, "a.odcs.yaml"), "kind: DataContract\n");
      writeFileSync(join(folder, "b.odcs.yaml"), "kind: DataContract\n");
      const { exitCode, stdout, stderr } = await run("contracts", "check", folder);
      expect([exitCode, stdout]).to.deep.equal([1, ""]);
      expect(stderr).to.contain("a.odcs.yaml").and.to.contain("b.odcs.yaml");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
