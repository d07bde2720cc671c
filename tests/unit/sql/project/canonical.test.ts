import { expect } from "chai";
import fc from "fast-check";
import type { Dialect } from "../../../../sql/project/types.ts";
import { canonicalQuery, canonicalStatements, prettyQuery } from "../../../../sql/project/canonical.ts";
// Trino 476's response to CREATE VIEW … AS <declared> and SHOW CREATE VIEW
import recorded from "./trino-stored.json" with { type: "json" };

describe("canonical SQL", () => {
  for (const { declared, stored } of recorded) {
    it(`is the same before and after Trino stored it: ${declared.replace(/\s+/g, " ").slice(0, 90)}`, () => {
      expect(canonicalQuery(stored, "trino")).to.equal(canonicalQuery(declared, "trino"));
    });
  }

  it("differs for every two of those views", () => {
    // These two mean the same
    const different = recorded.filter(({ declared }) => declared !== "((select a from x.t))");
    const texts = different.map(({ declared }) => canonicalQuery(declared, "trino"));
    expect(new Set(texts).size).to.equal(texts.length);
  });

  it("is the same after laying out", () => {
    fc.assert(
      fc.property(fc.constantFrom(...recorded), ({ declared }) => {
        const pretty = prettyQuery(declared, "trino");
        expect(prettyQuery(pretty, "trino")).to.equal(pretty);
      }),
    );
  });

  it("keeps what means something", () => {
    const base = "SELECT a - (b - c) AS x FROM d.t AS t WHERE t.s = 'A' AND (p OR q)";
    for (const other of [
      "SELECT a - b - c AS x FROM d.t AS t WHERE t.s = 'A' AND (p OR q)",
      "SELECT a - (b - c) AS y FROM d.t AS t WHERE t.s = 'A' AND (p OR q)",
      "SELECT a - (b - c) AS x FROM d.t AS t WHERE t.s = 'a' AND (p OR q)",
      "SELECT a - (b - c) AS x FROM d.t AS t WHERE t.s = 'A' AND p OR q",
      "SELECT DISTINCT a - (b - c) AS x FROM d.t AS t WHERE t.s = 'A' AND (p OR q)",
      "SELECT a - (b - c) AS x FROM d.u AS t WHERE t.s = 'A' AND (p OR q)",
    ]) {
      for (const dialect of ["trino", "spark"] as const) {
        expect(canonicalQuery(other, dialect), other).not.to.equal(canonicalQuery(base, dialect));
      }
    }
  });

  const literals: Readonly<Record<Dialect, readonly string[]>> = {
    trino: ["'%'", "U&'%'"],
    spark: ["'%'", '"%"', "r'%'", 'r"%"', 'date_format(a.at, "%")'],
    redshift: ["'%'", "E'%'", "$$%$$", "$q$%$q$"],
  };
  for (const [dialect, forms] of Object.entries(literals) as [Dialect, readonly string[]][]) {
    it(`differs for strings of ${dialect} that differ in a letter's case, wherever its grammar can't follow, too`, () => {
      for (const form of forms) {
        for (const around of ["SELECT # AS x FROM d.t AS a", "SHOW ME # PLEASE"]) {
          const write = (content: string): string => around.replace("#", () => form.replace("%", content));
          const [small, large] = ["yyyy-mm", "yyyy-MM"].map((text) => canonicalQuery(write(text), dialect));
          expect(small, write("yyyy-mm")).not.to.equal(large);
        }
      }
    });
  }

  it("leaves out comments, case, needless quotes, brackets and words in Spark's SQL", () => {
    expect(
      canonicalQuery("select ((a.X)) `y` -- why\nfrom D.t a inner join d.u on (a.x = u.x) order by 1 asc", "spark"),
    ).to.equal(canonicalQuery("SELECT a.x AS y FROM d.t AS a JOIN d.u ON a.x = u.x ORDER BY 1", "spark"));
  });

  it("takes SQL that the grammar doesn't know token by token", () => {
    expect(canonicalQuery("SHOW  me, 'It'  ; ", "trino")).to.equal(canonicalQuery("show me , 'It'", "trino"));
  });

  it("puts a Redshift object's grants in one order and leaves out words that change nothing", () => {
    expect(
      canonicalStatements([
        'CREATE OR REPLACE VIEW "s".v AS SELECT A FROM m.t WITH NO SCHEMA BINDING',
        "GRANT SELECT ON TABLE s.v TO ROLE b",
        "GRANT SELECT ON s.v TO ROLE a /* all */",
      ]),
    ).to.equal(
      canonicalStatements([
        "create view s.v as\nselect a from m.t\nwith no schema binding",
        "grant select on s.v to role a",
        "grant select on s.v to role b",
      ]),
    );
  });
});
