import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "chai";

/** Leaves what npm would install: a package to run with, and npm's own list of installed packages. */
const fakeNpm = `#!/bin/sh
echo "npm says this on stdout"
echo "$@" >> "$FAKE_NPM_CALLS"
test -z "$FAKE_NPM_FAILS" || exit 7
mkdir -p node_modules/tsx
echo '{"name":"tsx","main":"index.js"}' > node_modules/tsx/package.json
echo "" > node_modules/tsx/index.js
cp package-lock.json node_modules/.package-lock.json
`;

const lock = (version: string): string =>
  JSON.stringify({
    packages: {
      "": { name: "repository" },
      "node_modules/tsx": { version },
      "node_modules/only-elsewhere": { version: "1.0.0", optional: true },
    },
  });

describe("the bootstrap", () => {
  let root: string;
  let calls: string;

  const start = (...argv: readonly string[]) =>
    spawnSync(process.execPath, [join(root, "cli", "bootstrap.mjs"), ...argv], {
      encoding: "utf8",
      env: { ...process.env, ...environment, PATH: `${join(root, "bin")}${delimiter}${process.env["PATH"] ?? ""}` },
    });
  let environment: Record<string, string>;
  const npmCalls = (): readonly string[] => (existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : []);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "lakehouse-clone-"));
    calls = join(root, "npm-calls");
    environment = { FAKE_NPM_CALLS: calls };
    mkdirSync(join(root, "cli"));
    mkdirSync(join(root, "bin"));
    copyFileSync("cli/bootstrap.mjs", join(root, "cli", "bootstrap.mjs"));
    writeFileSync(join(root, "bin", "npm"), fakeNpm);
    chmodSync(join(root, "bin", "npm"), 0o755);
    writeFileSync(join(root, "package-lock.json"), lock("1.0.0"));
    writeFileSync(
      join(root, "show.mjs"),
      "console.log(JSON.stringify(process.argv.slice(1))); process.exitCode = Number(process.argv[2] ?? 0);",
    );
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it("installs in a fresh clone, keeps stdout for the answer, and passes arguments and exit code on", () => {
    const { status, stdout, stderr } = start("show.mjs", "3", "--json");
    expect(JSON.parse(stdout)).to.deep.equal([join(root, "show.mjs"), "3", "--json"]);
    expect(status).to.equal(3);
    expect(stderr).to.contain("npm says this on stdout").and.to.contain("Installed in ");
    expect(npmCalls()).to.deep.equal(["ci --include=dev --no-audit --no-fund --loglevel=error"]);
  });

  it("installs once, and again when package-lock.json has changed", () => {
    start("show.mjs");
    expect(start("show.mjs").stderr).to.equal("");
    expect(npmCalls()).to.have.length(1);
    writeFileSync(join(root, "package-lock.json"), lock("1.0.1"));
    start("show.mjs");
    expect(npmCalls()).to.have.length(2);
  });

  it("installs again when an installation was cut off", () => {
    mkdirSync(join(root, "node_modules", "tsx"), { recursive: true });
    start("show.mjs");
    expect(npmCalls()).to.have.length(1);
  });

  it("says so when npm fails, and starts nothing", () => {
    environment = { ...environment, FAKE_NPM_FAILS: "yes" };
    const { status, stdout, stderr } = start("show.mjs");
    expect([status, stdout]).to.deep.equal([1, ""]);
    expect(stderr).to.contain("NPM_FAILED npm ci: it ended with status 7");
  });

  it("says what is needed when Node is too old", () => {
    const old = join(root, "old-node.mjs");
    writeFileSync(old, 'Object.defineProperty(process.versions, "node", { value: "18.20.4" });');
    environment = { ...environment, NODE_OPTIONS: `--import ${old}` };
    const { status, stderr } = start("show.mjs");
    expect(status).to.equal(1);
    expect(stderr).to.match(/^NODE_TOO_OLD .*found Node 18\.20\.4, but 20\.19 or newer is required\. Fix: /);
    expect(npmCalls()).to.deep.equal([]);
  });
});
