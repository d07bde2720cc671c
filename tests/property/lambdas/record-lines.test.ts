import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import { pageObject } from "../../../lambdas/extract/page-object.ts";
import { jsonRecords, JsonRecordsError } from "../../../model/formats/json-records.ts";

const recordLines = (body: Uint8Array): readonly Uint8Array[] => jsonRecords(body, ["data"]);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (body: string): readonly string[] =>
  recordLines(bytes(body)).map((line) => new TextDecoder().decode(line));

const objectOf = async (body: string) => pageObject({ records: recordLines(bytes(body)), fields: undefined });

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
const space = fc.constantFrom("", " ", "\n", "\r\n", "\t", "\n  ");

describe("record lines", () => {
  it("parse to the records that a JSON parser finds, whatever the spacing", () => {
    fc.assert(
      fc.property(fc.array(record), fc.constantFrom(0, 1, 2, "\t"), fc.jsonValue(), (records, indent, extra) => {
        const body = JSON.stringify(
          { before: { data: [extra] }, data: records, total: records.length },
          undefined,
          indent,
        );
        const lines = texts(body);
        expect(lines).to.have.length(records.length);
        expect(lines.map((line) => JSON.parse(line) as unknown)).to.deep.equal(
          (JSON.parse(body) as { data: unknown }).data,
        );
        expect(lines.filter((line) => /[\r\n]/.test(line))).to.deep.equal([]);
      }),
    );
  });

  it("are the same whether or not a byte order mark comes first", async () => {
    const body = '{"data":[{"id":1,"name":"\ufeffkept"},{"id":2}],"total":2}';
    expect(texts(`\ufeff${body}`)).to.deep.equal(texts(body));
    expect(await objectOf(`\ufeff${body}`)).to.deep.equal(await objectOf(body));
    expect(() => texts(`\ufeff\ufeff${body}`)).to.throw(JsonRecordsError, "it is not an object");
  });

  it("keep every digit that the source wrote", () => {
    fc.assert(
      fc.property(fc.array(digits), space, (numbers, gap) => {
        const body = `{"total":${gap}1,"data":[${numbers.map((n) => `{"id":${gap}${n}${gap}}`).join(`${gap},${gap}`)}]${gap}}`;
        const found = texts(body).map((line) => /"id":\s*(\S+?)\s*\}/.exec(line)?.[1]);
        expect(found).to.deep.equal(numbers);
      }),
    );
  });

  it("are the source's own bytes when it writes records without line breaks", () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), (records) => {
        const written = records.map((value) => JSON.stringify(value));
        expect(texts(`{"data":[${written.join(" , ")}]}`)).to.deep.equal(written);
      }),
    );
  });

  it("find the key also when it is written with escapes", () => {
    expect(texts('{"d\\u0061ta":[{"a":1}]}')).to.deep.equal(['{"a":1}']);
  });

  for (const [body, found] of [
    ['{"rows":[]}', 'it has no key "data"'],
    ['{"data":{}}', '"data" is not an array'],
    ["[1]", "it is not an object"],
    ['{"data":[],"data":[{"a":1}]}', 'it has the key "data" twice'],
    ['{"data":[{"a":"b', "it ends inside a string"],
    ['{"data":[{"a":1', "it ends inside an object or array"],
  ] as const) {
    it(`are refused for ${body}`, () => {
      expect(() => recordLines(bytes(body))).to.throw(JsonRecordsError, found);
    });
  }
});

describe("page object", () => {
  const shaSum = (lines: readonly string[]): string =>
    lines
      .reduce((sum, line) => sum + BigInt(`0x${createHash("sha256").update(line).digest("hex").slice(0, 15)}`), 0n)
      .toString();

  it("holds one record per line, with the digest of its bytes and the sum of its rows' hashes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record), async (records) => {
        const object = await objectOf(JSON.stringify({ data: records }));
        const text = gunzipSync(object.body).toString();
        const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
        expect(lines).to.deep.equal(records.map((value) => JSON.stringify(value)));
        expect(object.rows).to.equal(records.length);
        expect(object.rowHashSum).to.equal(shaSum(lines));
        expect(object.sha256).to.equal(createHash("sha256").update(object.body).digest("hex"));
      }),
    );
  });

  it("is the same for the same answer, and another for one other digit", async () => {
    const one = await objectOf('{"data":[{"amount":12.50}]}');
    expect(await objectOf('{"data":[{"amount":12.50}]}')).to.deep.equal(one);
    const other = await objectOf('{"data":[{"amount":12.5}]}');
    expect(other.sha256).to.not.equal(one.sha256);
    expect(other.rowHashSum).to.not.equal(one.rowHashSum);
  });
});
