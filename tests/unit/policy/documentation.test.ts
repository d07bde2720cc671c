import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { withLists } from "../../../policy/document-lists.ts";
import { exceptions } from "../../../policy/exceptions.ts";
import { rules } from "../../../policy/rules/index.ts";

const document = readFileSync(join(import.meta.dirname, "..", "..", "..", "docs", "policy.md"), "utf8");

describe("docs/policy.md", () => {
  it("lists every rule and every exception as the code has them (npm run -s policy -- --write-docs)", () => {
    expect(withLists(document, rules, exceptions)).to.equal(document);
  });

  it("would not agree with other rules or exceptions", () => {
    expect(withLists(document, rules.slice(1), exceptions)).not.to.equal(document);
    expect(withLists(document, rules, exceptions.slice(1))).not.to.equal(document);
  });

  it("says where its lists belong when a mark is gone", () => {
    expect(() => withLists("# Rules", rules, exceptions)).to.throw("<!-- rules -->");
  });
});
