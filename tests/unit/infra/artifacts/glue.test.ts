import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { jobLibrary } from "../../../../infra/artifacts/glue.ts";
import { toBytes } from "../../../../sandbox/deployment/archive.ts";

const root = join(import.meta.dirname, "..", "..", "..", "..");

describe("the job's library", () => {
  it("holds the package's modules, schemas and shared names, and nothing else", async () => {
    const library = jobLibrary(root) as unknown as { assets: Promise<Record<string, unknown>> };
    const paths = Object.keys(await library.assets);
    expect(paths).to.include("lakehouse/__init__.py");
    expect(paths).to.include.members(["lakehouse/schemas/manifest.json", "lakehouse/shared-names.json"]);
    const known = /^lakehouse\/(.+\.py|schemas\/[\w-]+\.json|shared-names\.json)$/;
    expect(paths.filter((path) => !known.test(path))).to.deep.equal([]);
    expect(paths.filter((path) => !existsSync(join(root, "glue", path)))).to.deep.equal([]);
  });

  it("is the same zip every time", async () => {
    const [first, second] = await Promise.all([toBytes(jobLibrary(root)), toBytes(jobLibrary(root))]);
    expect(Buffer.from(first).equals(Buffer.from(second))).to.equal(true);
    expect(Buffer.from(first).subarray(0, 2).toString()).to.equal("PK");
  });
});
