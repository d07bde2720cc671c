import { expect } from "chai";
import fc from "fast-check";
import { jsonRecords, JsonRecordsError } from "../../../../model/formats/json-records.ts";
import { ndjsonRecords } from "../../../../model/formats/ndjson-records.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (records: readonly Uint8Array[]): readonly string[] =>
  records.map((record) => new TextDecoder().decode(record));

/** Numbers in forms that a source may use: none of these survives a float. */
const digits = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.stringMatching(/^\d{1,20}0$/))
    .map(([whole, part]) => `${whole}.${part}`),
  fc.integer({ min: -300, max: 300 }).map((power) => `1.50e${power}`),
);

/** Records with everything that could confuse a scanner: braces, brackets, quotes and escapes in keys and values. */
const tricky = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom('"', "\\", '\\"', "]}", '{"data":[', "\n", "\u2028"),
);
const record = fc.dictionary(tricky, fc.oneof(fc.jsonValue(), tricky), { noNullPrototype: true });
const key = fc.oneof(fc.constantFrom("data", "items", "result", "a.b", ""), tricky);
const path = fc.array(key, { maxLength: 3 });

/** The value below the keys of the path, among others. */
const around = (keys: readonly string[], value: unknown, others: Readonly<Record<string, unknown>>): unknown =>
  keys.reduceRight((inner, name) => Object.fromEntries([...Object.entries(others), [name, inner]]), value);

describe("json records at any path", () => {
  it("parse to the records that a JSON parser finds there, whatever the spacing", () => {
    fc.assert(
      fc.property(fc.array(record), path, record, fc.constantFrom(0, 1, "\t"), (records, keys, others, indent) => {
        const body = JSON.stringify(around(keys, records, others), undefined, indent);
        const found = texts(jsonRecords(bytes(body), keys));
        expect(found.map((line) => JSON.parse(line) as unknown)).to.deep.equal(
          JSON.parse(JSON.stringify(records)) as unknown,
        );
        expect(found.filter((line) => /[\r\n]/.test(line))).to.deep.equal([]);
        expect(texts(jsonRecords(bytes(`\ufeff${body}`), keys))).to.deep.equal(found);
      }),
    );
  });

  it("are the source's own bytes, with every digit", () => {
    fc.assert(
      fc.property(fc.array(digits), fc.constantFrom("", " ", "\n", "\r\n", "\t"), (numbers, gap) => {
        const body = `{"n":${gap}{"total":1,"items"${gap}:[${numbers.map((n) => `{"id":${n}}`).join(`${gap},${gap}`)}]${gap}}}`;
        expect(texts(jsonRecords(bytes(body), ["n", "items"]))).to.deep.equal(numbers.map((n) => `{"id":${n}}`));
      }),
    );
  });

  it("are found by keys that are written with escapes", () => {
    expect(texts(jsonRecords(bytes('{"r\\u0065sult":{"it\\u0065ms":[{"a":1}]}}'), ["result", "items"]))).to.deep.equal([
      '{"a":1}',
    ]);
  });

  for (const [body, keys, found] of [
    ['{"rows":[]}', ["data"], 'it has no key "data"'],
    ['{"data":{}}', ["data"], '"data" is not an array'],
    ['{"data":null}', ["data"], '"data" is not an array'],
    ["[1]", ["data"], "it is not an object"],
    ['{"data":[],"data":[{"a":1}]}', ["data"], 'it has the key "data" twice'],
    ['{"data":[],"d\\u0061ta":[]}', ["data"], 'it has the key "data" twice'],
    ['{"data":[{"a":"b', ["data"], "it ends inside a string"],
    ['{"data":[{"a":1', ["data"], "it ends inside an object or array"],
    ['{"data":[]}', [], "it is not an array"],
    ["null", [], "it is not an array"],
    ['{"result":{}}', ["result", "items"], 'it has no key "result.items"'],
    ['{"result":null}', ["result", "items"], '"result" is not an object'],
    ['{"result":[{"items":[]}]}', ["result", "items"], '"result" is not an object'],
    ['{"result":{"items":null}}', ["result", "items"], '"result.items" is not an array'],
    ['{"result":{"items":[]},"result":{"items":[]}}', ["result", "items"], 'it has the key "result" twice'],
    ['{"result":{"items":[],"items":[1]}}', ["result", "items"], 'it has the key "result.items" twice'],
    ['{"items":[]}', ["result", "items"], 'it has no key "result"'],
  ] as const) {
    it(`are refused for ${body} at ${["$", ...keys].join(".")}`, () => {
      expect(() => jsonRecords(bytes(body), keys))
        .to.throw(JsonRecordsError, `$${keys.map((name) => `.${name}`).join("")}[*]`)
        .with.property("found", found);
    });
  }
});

describe("ndjson records", () => {
  it("are the lines that were written, without blank ones", () => {
    const blank = fc.constantFrom("", "\n", "\r\n", " \n");
    fc.assert(
      fc.property(fc.array(fc.tuple(record, blank)), fc.constantFrom("\n", "\r\n"), fc.boolean(), (given, end, bom) => {
        const lines = given.map(([value]) => JSON.stringify(value));
        const body = lines.map((line, index) => `${line}${end}${given[index]?.[1] ?? ""}`).join("");
        expect(texts(ndjsonRecords(bytes(bom ? `\ufeff${body}` : body)))).to.deep.equal(lines);
      }),
    );
  });

  it("need no line end after the last", () => {
    expect(texts(ndjsonRecords(bytes('{"a":1.50}\n{"a":2}')))).to.deep.equal(['{"a":1.50}', '{"a":2}']);
    expect(ndjsonRecords(bytes(""))).to.deep.equal([]);
  });

  it("drop a carriage return between tokens, which would be kept in a line otherwise", () => {
    expect(texts(ndjsonRecords(bytes('{"a":\r1}\r\n')))).to.deep.equal(['{"a":1}']);
  });
});
