import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { bundleFunctions } from "../../../../infra/artifacts/functions.ts";
import { keptBundles } from "../../../../infra/artifacts/kept-bundles.ts";

const root = join(import.meta.dirname, "..", "..", "..", "..");

describe("bundles that are kept", () => {
  let folder: string;
  let made: number;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lakehouse-kept-"));
    made = 0;
    write("a.ts", "a");
    write("b.ts", "b");
    write("package.json", "{}");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
  };
  const contentOf = (name: string): string => readFileSync(join(folder, name), "utf8");
  const bundle = (bundler = "bundler 1") =>
    keptBundles(folder, bundler, () => {
      made += 1;
      return { code: { plan: `${contentOf("a.ts")} ${contentOf("b.ts")}` }, inputs: ["a.ts", "b.ts"] };
    });

  it("are read again while nothing has changed that they are made of", () => {
    expect([bundle(), bundle(), made]).to.deep.equal([{ plan: "a b" }, { plan: "a b" }, 1]);
  });

  it("are made again when a source changes, and back", () => {
    bundle();
    write("b.ts", "c");
    expect([bundle(), made]).to.deep.equal([{ plan: "a c" }, 2]);
    write("b.ts", "b");
    expect([bundle(), made]).to.deep.equal([{ plan: "a b" }, 3]);
  });

  it("are made again with another bundler or other settings", () => {
    bundle();
    bundle("bundler 2");
    expect(made).to.equal(2);
    for (const [place, name] of ["package.json", "package-lock.json", "tsconfig.json"].entries()) {
      write(name, `{"place":${place}}`);
      bundle("bundler 2");
      expect(made, name).to.equal(3 + place);
    }
  });

  it("are made where what is kept can't be read, and where nothing can be kept", () => {
    bundle();
    const kept = join(folder, "node_modules", ".cache", "lakehouse-functions");
    expect(readdirSync(kept)).to.deep.equal(["bundles.json"]);
    writeFileSync(join(kept, "bundles.json"), "{");
    expect([bundle(), made]).to.deep.equal([{ plan: "a b" }, 2]);
    rmSync(join(kept, "bundles.json"));
    mkdirSync(join(kept, "bundles.json", "in the way"), { recursive: true });
    expect([bundle(), bundle(), made]).to.deep.equal([{ plan: "a b" }, { plan: "a b" }, 4]);
    expect(readdirSync(kept)).to.deep.equal(["bundles.json"]);
  });

  it("name every source of the functions", () => {
    const { inputs } = bundleFunctions(root);
    expect(inputs).to.include.members(["lambdas/plan/handler.ts", "sources/rest/index.ts"]);
  });
});
