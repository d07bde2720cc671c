import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { check, type Resource } from "../../../policy/rule.ts";
import { rules } from "../../../policy/rules/index.ts";

interface Fixture {
  readonly passes: readonly Resource[];
  readonly fails: readonly Resource[];
  /** Other violations of the rule, each by itself. */
  readonly alsoFails?: readonly Resource[];
}

const folder = join(import.meta.dirname, "..", "..", "policy-fixtures");
const fixtureOf = async (id: string): Promise<Fixture> => (await import(join(folder, `${id}.ts`))) as Fixture;

/** Rules that reject every resource of their types: only its absence passes. */
const forbidding = ["iam-no-users", "lake-settings-merged", "secret-not-in-program"];

describe("rules", () => {
  it("are sixty at least, each with an id of its own and all that a finding needs", () => {
    expect(rules.length).to.be.at.least(60);
    expect(new Set(rules.map(({ id }) => id)).size).to.equal(rules.length);
    for (const { id, title, types, services, fix } of rules) {
      expect(id).to.match(/^[a-z0-9]+(-[a-z0-9]+)+$/);
      for (const text of [title, fix, ...types, ...services]) {
        expect(text, id).not.to.equal("");
        expect(text, id).not.to.match(/\.$/);
      }
      expect(types, id).not.to.have.length(0);
      expect(services, id).not.to.have.length(0);
    }
  });

  it("name published controls as their publishers write them", () => {
    for (const { id, origins } of rules) {
      for (const origin of origins) {
        expect(origin, id).to.match(/^([A-Z][A-Za-z0-9]*\.\d+|CKV2?_AWS_\d+|AwsSolutions-[A-Z0-9]+)$/);
      }
      expect(new Set(origins).size, id).to.equal(origins.length);
    }
  });

  it("have one fixture each, and every fixture its rule", () => {
    const fixtures = readdirSync(folder).map((file) => file.replace(/\.ts$/, ""));
    expect(fixtures.sort()).to.deep.equal(rules.map(({ id }) => id).sort());
  });

  for (const rule of rules) {
    it(`${rule.id}: finds the fixture that fails and not the one that passes`, async () => {
      const { passes, fails, alsoFails = [] } = await fixtureOf(rule.id);
      const asked = passes.some(({ type }) => rule.types.includes(type));
      expect(asked, "is asked about the one that passes").to.equal(!forbidding.includes(rule.id));
      expect(check(rule, passes)).to.deep.equal([]);
      for (const [index, one] of alsoFails.entries())
        expect(check(rule, [one]), `also fails ${index}`).not.to.have.length(0);
      const found = check(rule, fails);
      expect(found).not.to.have.length(0);
      for (const { rule: id, message, fix } of found) {
        expect([id, fix]).to.deep.equal([rule.id, rule.fix]);
        expect(message).to.match(/^\S.*[^.\s]$/);
      }
    });
  }
});
