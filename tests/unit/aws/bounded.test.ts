import { expect } from "chai";
import fc from "fast-check";
import { chunksOf, mapBounded } from "../../../aws/bounded.ts";

describe("working side by side", () => {
  it("keeps to the limit and to the order", async () => {
    let under = 0;
    let most = 0;
    const results = await mapBounded([5, 1, 4, 2, 3], 2, async (item) => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setTimeout(resolve, item));
      under -= 1;
      return item * 10;
    });
    expect(results).to.deep.equal([50, 10, 40, 20, 30]);
    expect(most).to.equal(2);
  });

  it("cuts lists into chunks without losing anything", () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 12 }), (items, size) => {
        const chunks = chunksOf(items, size);
        expect(chunks.flat()).to.deep.equal(items);
        expect(chunks.every((chunk) => chunk.length > 0 && chunk.length <= size)).to.equal(true);
      }),
    );
  });
});
