import { expect } from "chai";
import { Fault } from "../../../../model/fault.ts";
import type { RequestSettings } from "../../../../sources/rest/settings.ts";
import { runNight, type PagedSource } from "../paged-source.ts";

const rowsFrom = (ids: readonly number[]): string[] => ids.map((id) => `{"id":${id}}`);
const ten = rowsFrom([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
const eleven = [...ten, ...rowsFrom([10])];

const walked: RequestSettings = { total: { from: "none" } };
const ranged = (least: number, most: number): RequestSettings => ({ total: { from: "none", rows: { least, most } } });

/** Serves `rows` while the night is extracted, and what `again` says when everything is read again. */
const source = (rows: readonly string[], again: PagedSource["rowsOf"] = () => rows): PagedSource => ({
  // Nobody is told
  total: -1,
  // pages have five rows, and those of the other walk four
  rowsOf: (call) => (call.limit === 5 ? rows : again(call)),
});
const away: PagedSource["rowsOf"] = () => {
  throw new Fault({ code: "SOURCE_HTTP_403", place: "p", message: "gone", fix: "f" }, { retry: "later" });
};

describe("a dataset whose source gives no total", () => {
  it("is complete when everything, read again in other pages, is the same rows", async () => {
    const { item, calls, manifest } = await runNight(source(ten), walked);
    expect(item).to.include({ state: "RECONCILED", landedRows: 10, landedPages: 3, plannedPages: 3, sourceRows: 10 });
    expect(item).to.not.have.any.keys("plannedRows", "error");
    // two pages and an empty one; then three pages and an empty one; nothing is counted
    expect(calls).to.equal(3 + 4);
    const [entry] = manifest.datasets;
    expect(entry).to.include({ datasetId: "ops.events", sourceRows: 10, rows: 10 });
    expect(entry?.objects.map(({ rows }) => rows)).to.deep.equal([5, 5, 0]);
    expect(entry?.rowHashSum).to.equal(item?.rowHashSum);
  });

  it("may have no rows, or a last page with room", async () => {
    expect((await runNight(source([]), walked)).item).to.include({ state: "RECONCILED", landedRows: 0, sourceRows: 0 });
    expect((await runNight(source(eleven), walked)).item).to.include({ state: "RECONCILED", landedRows: 11 });
  });

  it("ends where the source refuses the page after its last one", async () => {
    const rowsOf: PagedSource["rowsOf"] = ({ offset }) => {
      if (offset < ten.length) return ten;
      throw new Fault({ code: "SOURCE_HTTP_404", place: "p", message: "no page", fix: "f" }, { retry: "later" });
    };
    const { item, calls } = await runNight({ total: -1, rowsOf }, walked);
    expect(item).to.include({ state: "RECONCILED", landedRows: 10, sourceRows: 10 });
    expect(calls).to.equal(3 + 4);
  });

  it("fails when other rows, more, or fewer are found then, and says how many", async () => {
    const changed = [...ten.slice(0, 9), '{"id":9,"status":"moved"}'];
    const cases: readonly (readonly [readonly string[], string, number])[] = [
      [eleven, "11 rows", 11],
      [ten.slice(1), "9 rows", 9],
      [changed, "other rows", 10],
    ];
    for (const [again, found, rows] of cases) {
      const { item, manifest } = await runNight(
        source(ten, () => again),
        walked,
      );
      expect(item?.error).to.equal(
        `dataset ops.events: WALKS_DIFFER got 10 rows, and ${found} when everything was read again; run the night ` +
          "again, or ask the source's owner to sort by a key that is unique",
      );
      expect(item).to.include({ state: "FAILED", sourceRows: rows, landedRows: 10 });
      expect(manifest.datasets).to.deep.equal([]);
    }
  });

  it("fails when a row is on two pages and another on none", async () => {
    const rowsOf: PagedSource["rowsOf"] = ({ limit, offset }) =>
      limit === 5 && offset === 5 ? rowsFrom([0, 1, 2, 3, 5, 4, 6, 7, 8, 9]) : ten;
    expect((await runNight({ total: -1, rowsOf }, walked)).item?.error).to.contain(
      "WALKS_DIFFER got 10 rows, and other",
    );
  });

  it("fails when it can't be read again, with the reason, and claims no rows of the source", async () => {
    const { item } = await runNight(source(ten, away), walked);
    expect(item?.error).to.equal(
      "dataset ops.events: WALK_FAILED it could not be read again: SOURCE_HTTP_403 p: gone. Fix: f.",
    );
    expect(item).to.include({ state: "FAILED" }).and.not.have.property("sourceRows");
  });

  it("isn't read again when a page of it failed, which it names", async () => {
    const rowsOf: PagedSource["rowsOf"] = (call) => (call.offset === 5 ? away(call) : ten);
    const { item, calls, pages } = await runNight({ total: -1, rowsOf }, walked);
    expect(pages.map(({ page, state }) => `${page} ${state}`)).to.deep.equal(["0 LANDED", "1 FAILED"]);
    expect(item?.error).to.equal("dataset ops.events: page 1 failed: SOURCE_HTTP_403 p: gone. Fix: f.");
    expect(item).to.include({ state: "FAILED", failedPages: 1, landedPages: 1, plannedPages: 2 });
    expect(calls).to.equal(2);
  });

  describe("and whose contract says how many rows a night has", () => {
    it("is complete when it has that many: nothing is read again or claimed of the source", async () => {
      for (const request of [ranged(10, 10), ranged(0, 1_000)]) {
        const { item, calls, manifest } = await runNight(source(ten, away), request);
        expect(item).to.include({ state: "RECONCILED", landedRows: 10 });
        expect(item).to.not.have.any.keys("sourceRows", "plannedRows", "error");
        expect(calls).to.equal(3);
        expect(manifest.datasets[0]).to.include({ rows: 10 }).and.not.have.property("sourceRows");
      }
    });

    it("fails when it has fewer, or more", async () => {
      const cases = [
        [11, 2_000, "11 to 2,000"],
        [0, 9, "0 to 9"],
      ] as const;
      for (const [least, most, range] of cases) {
        const { item, manifest } = await runNight(source(ten), ranged(least, most));
        expect(item?.error).to.equal(
          `dataset ops.events: ROWS_OUT_OF_RANGE expected ${range} rows by its contract, got 10`,
        );
        expect(item?.state).to.equal("FAILED");
        expect(manifest.datasets).to.deep.equal([]);
      }
    });

    it("is read again when a key is on two pages", async () => {
      const doubled = rowsFrom([0, 1, 2, 3, 4, 5, 6, 7, 8, 0]);
      expect((await runNight(source(doubled), ranged(1, 20))).item).to.include({ state: "RECONCILED" });
      const { item } = await runNight(
        source(doubled, () => ten),
        ranged(1, 20),
      );
      expect(item?.error).to.contain("ORDER_UNSTABLE 1 key is on more than one page (0, 1), and another walk returned");
      const unproved = await runNight(source(doubled, away), ranged(1, 20));
      expect(unproved.item?.error).to.contain("ORDER_UNPROVED").and.contain("SOURCE_HTTP_403");
    });
  });
});
