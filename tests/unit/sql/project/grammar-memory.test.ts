import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { recall, remember } from "../../../../sql/project/grammar-memory.ts";

const outline = { columns: [{ offset: 7 }], tables: [], aliases: [], hasWholeTable: false };
const reading = { statements: [0], selects: 1, canonical: "SELECT 1", outline };

describe("what grammars said before", () => {
  let cache: string;
  let before: string | undefined;
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), "grammar-memory-"));
    before = process.env["XDG_CACHE_HOME"];
    process.env["XDG_CACHE_HOME"] = cache;
  });
  afterEach(() => {
    if (before === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = before;
    rmSync(cache, { recursive: true });
  });

  it("is known again, by text and dialect", () => {
    remember("SELECT 1", "trino", reading);
    expect(recall("SELECT 1", "trino")).to.deep.equal(reading);
    expect(recall("SELECT 1", "spark")).to.equal(undefined);
    expect(recall("SELECT 2", "trino")).to.equal(undefined);
  });

  it("stays of another checkout's rules that may be at work, and goes of rules long gone", () => {
    const [other, gone] = ["other", "gone"].map((name) => join(cache, "lakehouse-sql", name)) as [string, string];
    for (const folder of [other, gone]) mkdirSync(folder, { recursive: true });
    utimesSync(gone, new Date("2020-01-01"), new Date("2020-01-01"));
    remember("SELECT 1", "trino", reading);
    expect([existsSync(other), existsSync(gone)]).to.deep.equal([true, false]);
  });

  it("is not kept where it can't be, which costs time and nothing else", () => {
    writeFileSync(join(cache, "lakehouse-sql"), "");
    remember("SELECT 1", "trino", reading);
    expect(recall("SELECT 1", "trino")).to.equal(undefined);
  });
});
