import { expect } from "chai";
import { bundleReader } from "../../../../aws/artifacts/bundle-reader.ts";
import { bundleKind } from "../../../../model/documents/contract-bundle.ts";
import { upgradedBundle } from "../../../../model/documents/earlier-bundle.ts";
import { readOrFault } from "../../../../model/documents/document-fault.ts";
import { requestOf } from "../../../../sources/rest/request.ts";
import { requestDefaults } from "../../../../sources/rest/settings.ts";
import { bundleOf, dataset } from "../../lambdas/fakes.ts";
import { faultOf } from "../../lambdas/rejection.ts";

const rotation = { path: "/tokens" };
/** As the release before compiled it. */
const earlier = {
  ...bundleOf(),
  sources: [
    { name: "ops", description: "ops", tokenSecret: "ops-token", tokenRotation: rotation },
    { name: "shop", description: "shop", tokenSecret: "shop-token" },
  ],
  datasets: [
    {
      ...dataset("events"),
      extraction: { path: "/events", pageSize: 10, windowColumn: "recorded_at", lookbackHours: 6 },
    },
    { ...dataset("stations"), extraction: { path: "/stations", pageSize: 20 } },
  ],
};
const read = (document: unknown) => readOrFault(bundleKind, document, "contracts/a.json", "later");

describe("contracts that an earlier release compiled", () => {
  it("are of no use as they are", () => {
    expect(() => read(earlier)).to.throw("BUNDLE_UNREADABLE");
  });

  it("become those of REST APIs with bearer tokens", () => {
    const { sources, datasets } = read(upgradedBundle(earlier));
    expect(sources).to.deep.equal([
      { ...earlier.sources[0], kind: "rest", settings: { auth: { type: "bearer", secret: "ops-token", rotation } } },
      { ...earlier.sources[1], kind: "rest", settings: { auth: { type: "bearer", secret: "shop-token" } } },
    ]);
    const [events, stations] = datasets;
    expect(events?.extraction).to.include({ windowColumn: "recorded_at", lookbackHours: 6 });
    expect(events?.extraction).to.have.all.keys("windowColumn", "lookbackHours", "request");
    expect(stations?.extraction).to.have.all.keys("request");
  });

  it("are asked for as they were, so that a run that was planned with them can end", () => {
    const [events] = read(upgradedBundle(earlier)).datasets;
    if (events === undefined) throw new Error("there are events");
    expect(requestOf(events)).to.deep.equal({ path: "/events", pageSize: 10, ...requestDefaults });
  });

  it("are read by whoever reads contracts", async () => {
    const readBundle = bundleReader({ read: () => Promise.resolve(earlier), write: () => Promise.resolve() });
    expect(await readBundle("contracts/a.json")).to.deep.equal(upgradedBundle(earlier));
  });

  it("are told from today's, which stay as they are", () => {
    const today = bundleOf(dataset("events", 10, "recorded_at"));
    expect(upgradedBundle(today)).to.deep.equal(today);
  });

  it("are refused for what is wrong with them, not for their age", async () => {
    for (const document of [undefined, null, 7, [], "text", {}, { sources: 1, datasets: [1, null, {}] }]) {
      expect(upgradedBundle(document)).to.deep.equal(document);
      const readBundle = bundleReader({ read: () => Promise.resolve(document), write: () => Promise.resolve() });
      expect((await faultOf(readBundle("k"))).problem.code).to.equal("BUNDLE_UNREADABLE");
    }
  });
});
