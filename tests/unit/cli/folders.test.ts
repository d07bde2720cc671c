import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { contractsFolder, repositoryRoot, shownPath, useCallersFolder } from "../../../cli/folders.ts";

describe("folders of the command", () => {
  const given = ["INIT_CWD", "npm_lifecycle_event"] as const;
  const before = given.map((name) => process.env[name]);
  const cwd = process.cwd();
  afterEach(() => {
    process.chdir(cwd);
    given.forEach((name, index) => {
      const value = before[index];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    });
  });
  const calledFrom = (folder: string, script: string): void => {
    Object.assign(process.env, { INIT_CWD: folder, npm_lifecycle_event: script });
    useCallersFolder();
  };

  it("are those from where npm was called", () => {
    calledFrom(join(repositoryRoot, "docs"), "lakehouse");
    expect(shownPath(contractsFolder)).to.equal(join("..", "contracts"));
    calledFrom(contractsFolder, "lakehouse");
    expect(shownPath(contractsFolder)).to.equal(".");
  });

  it("stay where another script of npm, such as the tests, calls the command", () => {
    process.chdir(tmpdir());
    calledFrom(contractsFolder, "test");
    expect(process.cwd()).to.equal(realpathSync(tmpdir()));
  });
});
