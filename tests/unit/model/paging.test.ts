import { expect } from "chai";
import { cutIntoPages } from "../../../model/paging.ts";

describe("pages", () => {
  it("end with a short one that asks for a full one", () => {
    expect(cutIntoPages(12, 5)).to.deep.equal([
      { page: 0, offset: 0, limit: 5, expectedRows: 5 },
      { page: 1, offset: 5, limit: 5, expectedRows: 5 },
      { page: 2, offset: 10, limit: 5, expectedRows: 2 },
    ]);
  });

  it("are none for no records, and full where the total allows it", () => {
    expect(cutIntoPages(0, 5)).to.deep.equal([]);
    expect(cutIntoPages(1_000_000, 5_000)).to.have.length(200);
    expect(cutIntoPages(1_000_000, 5_000).at(-1)).to.deep.equal({
      page: 199,
      offset: 995_000,
      limit: 5_000,
      expectedRows: 5_000,
    });
  });

  it("are refused for what is not a count", () => {
    for (const total of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => cutIntoPages(total, 5), String(total)).to.throw(RangeError, "total is");
    }
    expect(() => cutIntoPages(5, 0)).to.throw(RangeError, "pageSize is 0");
  });
});
