import { expect } from "chai";
import { runNight, type PagedSource } from "../paged-source.ts";

const row = (id: number, more = ""): string => `{"id":${id}${more}}`;
const rowsFrom = (ids: readonly number[]): string[] => ids.map((id) => row(id));
const ten = rowsFrom([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

/** A source that returns the same order on every call. */
const stable = (rows: readonly string[], total = rows.length): PagedSource => ({ total, rowsOf: () => rows });

/** Rows 0 to 249 in a different order per call, by a generator with a fixed seed. */
const shuffling = (): PagedSource => {
  let seed = 7;
  const next = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed;
  };
  const rows = Array.from({ length: 250 }, (_, id) => row(id));
  const shuffled = (): readonly string[] =>
    rows
      .map((text) => [next(), text] as const)
      .sort(([one], [other]) => one - other)
      .map(([, text]) => text);
  return { total: rows.length, rowsOf: shuffled };
};

describe("order of a source", () => {
  it("is in no doubt when every key is on one page: nothing is walked again", async () => {
    const { item, calls } = await runNight(stable(ten));
    expect(item).to.include({ state: "RECONCILED", sourceRows: 10 });
    // a count, two pages, one beyond the last, which is full, and a count
    expect(calls).to.equal(5);
  });

  it("fails the dataset when a row is on two pages and another on none, though every count is right", async () => {
    const second = rowsFrom([0, 1, 2, 3, 5, 4, 6, 7, 8, 9]);
    const { item } = await runNight({ total: 10, rowsOf: ({ offset }) => (offset === 5 ? second : ten) });
    expect(item).to.include({ state: "FAILED", landedRows: 10, sourceRows: 10 });
    expect(item?.error).to.equal(
      "dataset ops.events: ORDER_UNSTABLE 1 key is on more than one page (0, 1), and another walk returned other " +
        "rows, so some are missing; ask the source's owner to sort by a key that is unique",
    );
  });

  it("fails a dataset whose source shuffles per call, after one more walk", async () => {
    const { item, calls } = await runNight(shuffling());
    expect(item?.state).to.equal("FAILED");
    expect(item?.error).to.match(/ORDER_UNSTABLE \d+ keys are on more than one page \(0, 1, 2, 3, 4 and 45 more\)/);
    // 50 pages, 63 with the other page size, two counts, one beyond the last page
    expect(calls).to.equal(116);
  });

  it("fails a dataset whose source leaves the same rows out each time that it is asked for the same page", async () => {
    // as a database that orders ties differently for each offset and limit
    const rowsOf: PagedSource["rowsOf"] = ({ offset }) =>
      offset % 5 === 0 && offset > 0 ? [...ten.slice(0, 5), row(4), ...ten.slice(6)] : ten;
    const { item } = await runNight({ total: 10, rowsOf });
    expect(item?.error).to.contain("ORDER_UNSTABLE 1 key is on more than one page (0, 1)");
  });

  it("accepts rows that the source itself has twice, on pages far apart", async () => {
    const doubled = rowsFrom([0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 9]);
    const { item, calls } = await runNight(stable(doubled));
    expect(item).to.include({ state: "RECONCILED", landedRows: 12 });
    // a count, three pages, a count and the three pages with the other page size
    expect(calls).to.equal(8);
  });

  it("accepts a key that is twice on one page without another walk", async () => {
    const { item, calls } = await runNight(stable(rowsFrom([0, 0, 1, 2, 3, 4, 5])));
    expect(item?.state).to.equal("RECONCILED");
    expect(calls).to.equal(4);
  });

  it("sees a key again whose row has changed in between", async () => {
    const moved = [...rowsFrom([1, 2, 3, 4, 5, 6, 7, 8, 9]), row(0, ',"status":"moved"')];
    const { item } = await runNight({ total: 10, rowsOf: ({ number }) => (number < 3 ? ten : moved) });
    expect(item?.error).to.contain("ORDER_UNSTABLE 1 key is on more than one page (0, 1)");
  });

  it("names the reason when it can't walk again, and never a key", async () => {
    const doubled = rowsFrom([777, 1, 2, 3, 4, 777]);
    // the other walk asks for smaller pages
    const rowsOf: PagedSource["rowsOf"] = ({ limit, offset }) => (limit === 4 && offset === 0 ? [] : doubled);
    const { item } = await runNight({ total: 6, rowsOf });
    expect(item?.error).to.contain("ORDER_UNPROVED 1 key is on more than one page (0, 1), and another walk failed: ");
    expect(item?.error).to.contain("PAGE_COUNT_MISMATCH").and.not.contain("777");
  });
});

describe("a source's total", () => {
  it("may be a multiple of the page size, and 0", async () => {
    expect((await runNight(stable(ten))).item).to.include({ state: "RECONCILED", landedRows: 10 });
    expect((await runNight(stable([]))).item).to.include({ state: "RECONCILED", landedRows: 0, sourceRows: 0 });
  });

  it("fails the dataset when rows are beyond it", async () => {
    for (const total of [5, 9]) {
      const { item } = await runNight(stable([...ten, row(10)], total));
      expect(item?.state, total.toString()).to.equal("FAILED");
      expect(item?.error).to.contain(`ROWS_BEYOND_TOTAL`).and.contain(`it has ${total} rows and serves more`);
    }
    expect((await runNight(stable(ten, 0))).item?.error).to.contain("ROWS_BEYOND_TOTAL");
  });
});
