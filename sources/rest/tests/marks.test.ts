import { expect } from "chai";
import fc from "fast-check";
import { nextMark, type RestPiece } from "../paging/piece.ts";

/** Number of pages read until the chain is seen to have returned to one; `undefined` if it isn't. */
const pagesUntilFound = (places: (page: number) => string, most: number): number | undefined => {
  let piece: RestPiece = { size: 10 };
  for (let page = 1; page <= most; page += 1) {
    const at = places(page);
    const mark = nextMark(piece, at);
    if (mark === undefined) return page;
    piece = { at, size: 10, mark };
  }
  return undefined;
};

const places = fc.record({ lead: fc.nat(50), length: fc.integer({ min: 1, max: 50 }) });

describe("the mark of a chain of pages", () => {
  it("finds every cycle, within three times the pages that lead to it and are in it", () => {
    fc.assert(
      fc.property(places, ({ lead, length }) => {
        const at = (page: number): string => (page <= lead ? `lead-${page}` : `cycle-${(page - lead) % length}`);
        const found = pagesUntilFound(at, 3 * (lead + length));
        expect(found)
          .to.be.a("number")
          .that.is.above(lead + length);
      }),
      { numRuns: 500 },
    );
  });

  it("finds a source that gives the same place each time", () => {
    expect(pagesUntilFound(() => "same", 10)).to.equal(2);
  });

  it("never takes distinct places for a cycle", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 300 }), (distinct) => {
        expect(pagesUntilFound((page) => distinct[page - 1] ?? "", distinct.length)).to.equal(undefined);
      }),
    );
    expect(pagesUntilFound((page) => page.toString(), 100_000)).to.equal(undefined);
  });

  it("stays as small as a piece of a queue's message, however long the chain", () => {
    let piece: RestPiece = { size: 10 };
    for (let page = 1; page <= 100_000; page += 1) {
      const at = page.toString();
      const mark = nextMark(piece, at);
      piece = { at, size: 10, ...(mark !== undefined && { mark }) };
    }
    expect(JSON.stringify(piece).length).to.be.below(100);
  });
});
