import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { privilegesDocument } from "../../support/least-privilege/document.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const file = join(root, "docs", "least-privilege.md");

describe("docs/least-privilege.md", () => {
  it("says what the roles of the program may do, and why (LAKEHOUSE_WRITE_DOCS=1 writes it)", async () => {
    const document = await privilegesDocument(root, "dev");
    if (process.env["LAKEHOUSE_WRITE_DOCS"] === "1") writeFileSync(file, document);
    expect(readFileSync(file, "utf8")).to.equal(document);
    expect(document).to.contain("## extract").and.to.contain("`sqs:ReceiveMessage`");
  });
});
