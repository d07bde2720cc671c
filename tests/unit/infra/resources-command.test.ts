import { expect } from "chai";
import { recordedWith, runResources } from "./recorded.ts";

describe("the command that prints resources", () => {
  it("prints them as the program registers them", async () => {
    const { stdout } = await runResources("--stack", "dev");
    expect(JSON.parse(stdout)).to.deep.equal(await recordedWith("dev", []));
  });

  it("refuses a stack that isn't there", async () => {
    const failure = await runResources("--stack", "nope").catch((error: unknown) => error);
    expect(failure).to.include({ code: 2, stdout: "" });
    expect((failure as { stderr: string }).stderr).to.contain('found no stack "nope"; stacks are dev, prod');
  });
});
