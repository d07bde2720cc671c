import { expect } from "chai";
import { readReaders } from "../../../../aws/artifacts/applied-readers.ts";

const reading = (documents: Readonly<Record<string, unknown>>) =>
  readReaders({ read: (key) => Promise.resolve(documents[key]) });
const readers = [{ kind: "model", name: "ops_curated.daily", tables: ["ops_processed.events"] }];
const environment = { formatVersion: 1, environment: "production", bundleKey: "sql/bundles/1.json" };
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
    expect(await reading({ [key]: environment, "sql/bundles/1.json": { models: [], views: [] } })).to.equal(undefined);
    expect(await reading({ [key]: environment })).to.equal(undefined);
  });
});
