import { expect } from "chai";
import type { Source } from "../../../model/documents/contract-bundle.ts";
import { connectorsOf, type Locations } from "../../../sources/connectors.ts";
import { bundleOf, dataset, fakeClock, opsSource } from "../lambdas/fakes.ts";
import { thrown } from "../lambdas/rejection.ts";

const events = dataset("events");
const located: Locations = new Map([["ops", { address: "https://api.example/ops", secretId: "s" }]]);
const connectors = (locations = located) =>
  connectorsOf(locations, {
    readSecret: () => Promise.reject(new Error("nothing is read before a call")),
    takeFromRate: () => Promise.resolve(),
    timeoutSeconds: 5,
    clock: fakeClock(),
  });
const bundle = (...sources: readonly Source[]) => ({ ...bundleOf(events), sources });

describe("connector of a dataset's source", () => {
  it("is one per source and process, so that its pauses are shared, also by runs of other contracts", () => {
    const connectorOf = connectors();
    const connector = connectorOf(bundle(opsSource), events);
    expect(connectorOf(bundle({ ...opsSource }), dataset("stations"))).to.equal(connector);
  });

  it("is another one where contracts describe the source otherwise", () => {
    const connectorOf = connectors();
    const open = { ...opsSource, settings: { auth: { type: "none" } } };
    expect(connectorOf(bundle(open), events)).to.not.equal(connectorOf(bundle(opsSource), events));
  });

  const shop: Locations = new Map([["shop", { address: "https://api.example/shop", secretId: "s" }]]);
  const refused: readonly (readonly [string, Source, Locations, string])[] = [
    [
      "a source that the stack has no location for",
      opsSource,
      shop,
      "SOURCE_NOT_CONFIGURED source ops: the stack has no settings for it; it has shop.",
    ],
    [
      "a source that the contracts don't have",
      { ...opsSource, name: "shop" },
      located,
      "BUNDLE_UNREADABLE dataset ops.events: the contracts have no source ops.",
    ],
    [
      "a kind of another release",
      { ...opsSource, kind: "carrier-pigeon" },
      located,
      "BUNDLE_UNREADABLE source ops: this release knows no sources of kind carrier-pigeon.",
    ],
    [
      "settings of another release",
      { ...opsSource, settings: { auth: { type: "handshake" } } },
      located,
      'BUNDLE_UNREADABLE source ops auth.type: "handshake" is not a type;',
    ],
    [
      "a location without what the source needs",
      opsSource,
      new Map([["ops", { address: "https://api.example" }]]),
      'ENVIRONMENT_VARIABLE_INVALID SOURCES ops: "secretId" is missing;',
    ],
  ];
  for (const [what, source, locations, message] of refused) {
    it(`is refused for good for ${what}`, () => {
      const fault = thrown(() => connectors(locations)(bundle(source), events));
      expect(fault.message).to.contain(message);
      expect(fault.retry).to.equal("never");
    });
  }
});
