import { expect } from "chai";
import { findRepeatedKeys } from "../../../lambdas/reconcile/repeated-keys.ts";
import { keyFieldsOf, keyHashes } from "../../../sources/page-keys.ts";
import { dataset } from "../lambdas/fakes.ts";

const hashesOf = (texts: readonly string[], fields: readonly (readonly string[])[] = [["id"]]): number[] => [
  ...keyHashes(
    texts.map((text) => Buffer.from(text)),
    { records: texts.map((text) => JSON.parse(text) as object), fields },
  ),
];
const distinct = (...texts: readonly string[]): number => hashesOf(texts).length;

describe("keys of a page", () => {
  it("are equal for equal keys, whatever else the rows say", () => {
    expect(distinct('{"id":7,"a":1}', '{"a":2,"id":7}', '{ "id": 7 }')).to.equal(1);
    expect(distinct('{"id":"x","a":1}', '{"id":"\\u0078"}')).to.equal(1);
  });

  it("tell keys apart by value and by type", () => {
    expect(distinct('{"id":7}', '{"id":8}', '{"id":"7"}', '{"id":true}', '{"id":7.5}')).to.equal(5);
    expect(hashesOf(['{"a":"x","b":"yz"}', '{"a":"xy","b":"z"}'], [["a"], ["b"]])).to.have.length(2);
  });

  it("tell 64-bit keys apart that are equal as doubles", () => {
    const neighbours = ["4611000153720000003", "4611000153720000010", "-4611000153720000003"];
    expect(new Set(neighbours.slice(0, 2).map(Number)).size).to.equal(1);
    expect(distinct(...neighbours.map((id) => `{"id": ${id}}`))).to.equal(3);
    expect(distinct('{"id":4611000153720000003,"a":1}', '{"a":2,"id":4611000153720000003}')).to.equal(1);
  });

  it("take a nested field of the same name for no key", () => {
    const nested = (inner: string, id: string): string => `{"meta":{"id":${inner}},"id":${id}}`;
    expect(distinct(nested("1", "4611000153720000003"), nested("1", "4611000153720009003"))).to.equal(2);
  });

  it("let a row without a whole key stand for itself", () => {
    expect(distinct('{"a":1}', '{"a":2}', '{"id":null,"a":1}', '{"id":{},"a":1}')).to.equal(4);
    expect(distinct('{"a":1}', '{"a":1}')).to.equal(1);
  });

  it("are those of the fields as the source names them", () => {
    const column = { name: "id", sourceName: "identifier" } as never;
    expect(keyFieldsOf({ ...dataset("events"), columns: [column] })).to.deep.equal([["identifier"]]);
    const nested = { name: "id", sourceName: "meta.id", sourcePath: ["meta", "id"] } as never;
    expect(keyFieldsOf({ ...dataset("events"), columns: [nested] })).to.deep.equal([["meta", "id"]]);
  });

  it("may be of fields within objects", () => {
    const of = (...texts: readonly string[]): number => hashesOf(texts, [["meta", "id"]]).length;
    expect(of('{"meta":{"id":7},"a":1}', '{"a":2,"meta":{"x":1,"id":7}}')).to.equal(1);
    expect(of('{"meta":{"id":7},"id":1}', '{"meta":{"id":8},"id":1}')).to.equal(2);
    expect(of('{"meta":{"id":4611000153720000003}}', '{"meta":{"id":4611000153720000010}}')).to.equal(2);
    expect(of('{"meta":null,"a":1}', '{"meta":[7],"a":2}', '{"meta":"x"}', '{"a":1}')).to.equal(4);
  });

  it("don't collide in a million neighbours", () => {
    const lines = Array.from({ length: 5_000 }, (_, index) => index);
    const pages = Array.from({ length: 200 }, (_, page) => ({
      page,
      hashes: Float64Array.from(hashesOf(lines.map((index) => `{"id":${page * 5_000 + index}}`))),
    }));
    expect(findRepeatedKeys(pages)).to.equal(undefined);
    const [first, second] = [pages[17], pages[150]];
    if (first !== undefined && second !== undefined) second.hashes[0] = first.hashes[4_000] ?? 0;
    expect(findRepeatedKeys(pages)).to.deep.equal({ keys: 1, pages: [17, 150] });
  }).timeout(20_000);
});
