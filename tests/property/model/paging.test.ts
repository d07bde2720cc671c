import { expect } from "chai";
import fc from "fast-check";
import { cutIntoPages, maximumPageSize } from "../../../model/paging.ts";

describe("pages of any total", () => {
  const inputs = [fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 1, max: maximumPageSize })] as const;

  it("cover every record once, in order", () => {
    fc.assert(
      fc.property(...inputs, (total, pageSize) => {
        let next = 0;
        for (const [index, page] of cutIntoPages(total, pageSize).entries()) {
          if (page.page !== index || page.offset !== next) throw new Error(JSON.stringify(page));
          next += page.expectedRows;
        }
        expect(next).to.equal(total);
      }),
    );
  });

  it("are as few as possible, and none is empty or larger than asked for", () => {
    fc.assert(
      fc.property(...inputs, (total, pageSize) => {
        const pages = cutIntoPages(total, pageSize);
        expect(pages.length).to.equal(Math.ceil(total / pageSize));
        expect(pages.every((page) => page.limit === pageSize)).to.equal(true);
        expect(pages.every((page) => page.expectedRows >= 1 && page.expectedRows <= pageSize)).to.equal(true);
      }),
    );
  });
});
