import { expect } from "chai";
import fc from "fast-check";
import { properties } from "../../../sandbox/parts/properties.ts";

const named: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

/** Drops the backslash of each escape, as `java.util.Properties.load` documents. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:u([0-9a-f]{4})|(.))/g, (_, unit: string | undefined, character = "") =>
    unit === undefined
      ? (named[String(character)] ?? String(character))
      : String.fromCharCode(Number.parseInt(unit, 16)),
  );

/** Reads as Java does: bytes are Latin-1; a key ends at the first unescaped separator; spaces around it are dropped. */
const readAsJava = (file: Buffer): [string, string][] =>
  file
    .toString("latin1")
    .split(/\r\n|\n|\r/)
    .filter((line) => !/^[ \t\f]*([#!]|$)/.test(line))
    .map((line) => {
      const [, key = "", value = ""] = /^[ \t\f]*((?:\\.|[^\\=: \t\f])*)[ \t\f]*[=:]?[ \t\f]*(.*)$/.exec(line) ?? [];
      return [unescaped(key), unescaped(value)];
    });

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom(" ", "\\", "=", ":", "#", "!", "\t", "\n", "u", "0", "ä", "☃", "a"),
    maxLength: 12,
  }),
);

describe("a properties file", () => {
  it("is read by Java as what was written, whatever characters it holds", () => {
    const entries = fc.uniqueArray(
      fc.tuple(
        text.filter((key) => key !== ""),
        text,
      ),
      { selector: ([key]) => key },
    );
    fc.assert(
      fc.property(entries, (expected) => {
        // in a Map's order, which an object with keys like "1" doesn't keep
        const written = expected.map(([key, value]) => properties({ [key]: value })).join("");
        expect(readAsJava(Buffer.from(written, "utf8"))).to.deep.equal(expected);
      }),
    );
  });

  it("shows a path outside ASCII by its code units", () => {
    expect(properties({ "plugin.dir": "/tmp/dätä ☃/🦆 y", "http.port": 80 })).to.equal(
      "plugin.dir=/tmp/d\\u00e4t\\u00e4 \\u2603/\\ud83e\\udd86 y\nhttp.port=80\n",
    );
  });
});
