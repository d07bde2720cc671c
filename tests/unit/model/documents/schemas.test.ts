import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { analysisRequestKind, analysisResultKind } from "../../../../model/documents/analysis.ts";
import { bundleKind } from "../../../../model/documents/contract-bundle.ts";
import { curationResultKind } from "../../../../model/documents/curation-result.ts";
import type { DocumentKind } from "../../../../model/documents/document.ts";
import { environmentKind } from "../../../../model/documents/environment.ts";
import { manifestKind } from "../../../../model/documents/manifest.ts";
import { processResultKind } from "../../../../model/documents/process-result.ts";
import { sqlBundleKind } from "../../../../model/documents/sql-bundle.ts";
import { sharedNames } from "../../../../model/shared-names.ts";

/** Documents that the jobs read or write. */
const kinds: Readonly<Record<string, DocumentKind>> = {
  "analysis-request": analysisRequestKind,
  "analysis-result": analysisResultKind,
  "contract-bundle": bundleKind,
  "curation-result": curationResultKind,
  manifest: manifestKind,
  "process-result": processResultKind,
  "sql-bundle": sqlBundleKind,
  "sql-environment": environmentKind,
};
const folder = new URL("../../../../glue/lakehouse/schemas/", import.meta.url);
const again = "write it again: LAKEHOUSE_WRITE_DOCS=1 with this test";
const isWriting = process.env["LAKEHOUSE_WRITE_DOCS"] !== undefined;

describe("names that jobs share with the rest", () => {
  it("are those of the model", () => {
    const text = `${JSON.stringify(sharedNames, undefined, 2)}\n`;
    const file = new URL("../shared-names.json", folder);
    if (isWriting) writeFileSync(file, text);
    expect(readFileSync(file, "utf8"), again).to.equal(text);
  });
});

describe("JSON Schemas of the jobs", () => {
  for (const [name, { code, fix, schema }] of Object.entries(kinds)) {
    it(`are those of the model: ${name}`, () => {
      const text = `${JSON.stringify({ code, fix, ...schema }, undefined, 1)}\n`;
      const file = new URL(`${name}.json`, folder);
      if (isWriting) writeFileSync(file, text);
      expect(readFileSync(file, "utf8"), again).to.equal(text);
    });
  }

  it("are no more than these", () => {
    expect(readdirSync(folder).sort()).to.deep.equal(Object.keys(kinds).map((name) => `${name}.json`));
  });
});
