import { gunzipSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { keyHeaderBytes, readKeyHashes, withKeyHashes } from "../../../../lambdas/shared/key-header.ts";

describe("header of a page's object", () => {
  const text = Buffer.from('{"id":1}\n{"id":2}\n');

  it("holds the keys at its beginning, and unpacks to the same rows", () => {
    const hashes = Float64Array.from([1, 2, 2 ** 53 - 1]);
    const body = withKeyHashes(gzipSync(text), hashes);
    expect(gunzipSync(body)).to.deep.equal(text);
    expect(readKeyHashes(body.subarray(0, keyHeaderBytes(3)))).to.deep.equal(hashes);
    expect(readKeyHashes(body.subarray(0, keyHeaderBytes(2)))).to.equal(undefined);
  });

  it("has none when it was written without", () => {
    expect(readKeyHashes(gzipSync(text))).to.equal(undefined);
    expect(readKeyHashes(new Uint8Array())).to.equal(undefined);
  });

  it("takes the keys of the largest page, and no more than fit", () => {
    const body = withKeyHashes(gzipSync(text), new Float64Array(5_000));
    expect(gunzipSync(body)).to.deep.equal(text);
    expect(() => withKeyHashes(gzipSync(text), new Float64Array(8_192))).to.throw(RangeError);
  });
});
