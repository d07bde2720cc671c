import { expect } from "chai";
import { createProgress } from "../../../../cli/output/progress.ts";
import { sandboxProgressLine } from "../../../../cli/output/sandbox-progress.ts";

const collected = (): { readonly lines: string[]; readonly stream: { write: (text: string) => boolean } } => {
  const lines: string[] = [];
  const write = (text: string): boolean => {
    lines.push(text.trimEnd().replace(/\d+\.\d s/, "N s"));
    return true;
  };
  return { lines, stream: { write } };
};

describe("progress without a terminal", () => {
  it("writes plain lines: begin, what is going on, seconds", async () => {
    const { lines, stream } = collected();
    const result = await createProgress(stream).step("Deploy", (step) => {
      step.update("created bucket");
      step.update("created queue");
      return Promise.resolve(42);
    });
    expect(result).to.equal(42);
    // The second update comes immediately: a log doesn't need each of them.
    expect(lines).to.deep.equal(["Deploy …", "  created bucket", "Deploy: N s"]);
  });

  it("says that a step failed and lets its error through", async () => {
    const { lines, stream } = collected();
    const failing = createProgress(stream).step("Deploy", () => Promise.reject(new Error("no")));
    expect(await failing.catch((error: unknown) => (error as Error).message)).to.equal("no");
    expect(lines).to.deep.equal(["Deploy …", "Deploy: failed after N s"]);
  });
});

describe("progress of the sandbox", () => {
  it("shows what is under way side by side", () => {
    const line = sandboxProgressLine();
    const shown = [
      line({ kind: "started", step: "downloads", message: "two archives" }),
      line({ kind: "started", step: "emulator", message: "AWS's APIs" }),
      line({ kind: "bytes", step: "downloads", bytes: 1_048_576, totalBytes: 4_194_304 }),
      line({ kind: "finished", step: "emulator", seconds: 1 }),
      line({ kind: "finished", step: "downloads", seconds: 2 }),
    ];
    expect(shown).to.deep.equal([
      "downloads: two archives",
      "downloads: two archives; emulator: AWS's APIs",
      "downloads: 1.0 MiB of 4.0 MiB; emulator: AWS's APIs",
      "downloads: 1.0 MiB of 4.0 MiB",
      "",
    ]);
  });
});
