import { expect } from "chai";
import { readReaders } from "../../../../aws/artifacts/applied-readers.ts";

const reading = (documents: Readonly<Record<string, unknown>>) =>
  readReaders({ read: (key) => Promise.resolve(documents[key]) });
const readers = [{ kind: "model", name: "ops_curated.daily", tables: ["ops_processed.events"] }];
const environment = {
  ...{ formatVersion: 1, environment: "production", revision: 1 },
  ...{ bundleKey: "sql/bundles/1.json", previousBundleKeys: [], own: [] },
};
const key = "sql/environments/production.json";

describe("readers by the applied SQL", () => {
  it("are those of production's bundle", async () => {
    const bundle = { formatVersion: 1, models: [], views: [], readers };
    expect(await reading({ [key]: environment, "sql/bundles/1.json": bundle })).to.deep.equal(readers);
  });

  it("are none before any was applied", async () => {
    expect(await reading({})).to.deep.equal([]);
  });

  it("aren't known of a bundle from before they were written down", async () => {
    const bundle = { formatVersion: 1, models: [], views: [] };
    expect(await reading({ [key]: environment, "sql/bundles/1.json": bundle })).to.equal(undefined);
    expect(await reading({ [key]: environment })).to.equal(undefined);
  });

  it("aren't known of documents that this release can't read", async () => {
    const bundle = { formatVersion: 1, models: [], views: [], readers: [{ kind: "robot" }] };
    expect(await reading({ [key]: environment, "sql/bundles/1.json": bundle })).to.equal(undefined);
    expect(await reading({ [key]: { ...environment, formatVersion: 2 } })).to.equal(undefined);
  });
});
