import { expect } from "chai";
import { resolveConfig } from "../../../../infra/config.ts";
import { formatProblem } from "../../../../model/validation/problem.ts";

const source = { baseUrl: "https://operations.example.com/api", addresses: ["203.0.113.0/28"] };

const messages = (quicksight: object, principals: object = {}): readonly string[] => {
  const settings = { sources: { flights: source }, quicksight, principals };
  const raw = Object.entries(settings).map(([key, value]) => [`lakehouse:${key}`, JSON.stringify(value)]);
  return resolveConfig("dev", Object.fromEntries(raw) as Record<string, string>, [
    { name: "flights", kind: "rest" },
  ]).problems.map(formatProblem);
};

const groups = { analyst: ["lakehouse-analysts"] };

describe("settings of QuickSight", () => {
  it("are off by default, and then nothing more is asked for", () => {
    expect(messages({})).to.deep.equal([]);
    expect(messages({ enabled: false, edition: "STANDARD" })).to.deep.equal([]);
  });

  it("take a persona with groups", () => {
    expect(messages({ enabled: true, groups, mode: "spice", authors: { analyst: ["authors"] } })).to.deep.equal([]);
  });

  it("need the edition that has groups, folders and roles", () => {
    expect(messages({ enabled: true, groups, edition: "STANDARD" })).to.deep.equal([
      "CONFIG_VALUE_INVALID lakehouse:quicksight.edition: found STANDARD, which lacks groups, folders, and roles for queries; must be ENTERPRISE. Fix: upgrade the account's subscription to Enterprise and set ENTERPRISE, or set quicksight.enabled to false.",
    ]);
  });

  it("name a group, or nobody sees anything", () => {
    expect(messages({ enabled: true, groups: { analyst: [] } })).to.deep.equal([
      'CONFIG_VALUE_INVALID lakehouse:quicksight.groups: found {"analyst":[]}, must name a QuickSight group for at least one persona. Fix: write e.g. groups: { analyst: [lakehouse-analysts] }, or set quicksight.enabled to false.',
    ]);
  });

  it("have authors for those alone that something is published for", () => {
    expect(messages({ enabled: true, groups, authors: { auditor: ["a"] } })).to.deep.equal([
      "CONFIG_VALUE_INVALID lakehouse:quicksight.authors.auditor: found authors for auditor, for whom nothing is published; must be a persona with groups. Fix: add the persona to quicksight.groups, or remove its authors.",
    ]);
  });

  it("name personas", () => {
    expect(messages({ groups: { analist: ["a"] } })).to.deep.equal([
      'CONFIG_VALUE_INVALID lakehouse:quicksight.groups.analist: "analist" is not one of data-engineer, analyst, bi, auditor. Fix: correct the name.',
    ]);
  });

  it("leave the names of its own roles to QuickSight", () => {
    const own = { "quicksight-analyst": { persona: "analyst", role: "arn:aws:iam::210987654321:role/a" } };
    expect(messages({ enabled: true, groups }, own)).to.deep.equal([
      "CONFIG_VALUE_INVALID lakehouse:principals.quicksight-analyst: found a principal whose name starts with quicksight-, the prefix of QuickSight's own roles. Fix: give it another name.",
    ]);
  });
});
