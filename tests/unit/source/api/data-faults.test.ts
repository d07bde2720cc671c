import { expect } from "chai";
import { linksOf, startSourceApis, type Reply, type SourceApis } from "../../../support/source-apis.ts";

interface Item {
  readonly id: number;
  readonly name: string | null;
  readonly amount?: number | string;
  readonly updated_at: string;
}

interface Body {
  readonly data: readonly Item[];
  readonly total: number;
  readonly limit: number;
  readonly next_cursor: string | null;
  readonly next: string | null;
  readonly has_more: boolean;
}

const body = (reply: Reply): Body => reply.json() as Body;
const ids = (reply: Reply): number[] => body(reply).data.map(({ id }) => id);
const from = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, place) => first + place);

describe("faulty data of the demo source's ways", () => {
  let apis: SourceApis;
  before(async () => (apis = await startSourceApis()));
  after(() => apis.close());

  const items = (way: string, query = ""): Promise<Reply> => apis.call(`/ways/${way}/items?${query}`);
  const pages = async (way: string, size: number, calls: number): Promise<number[][]> => {
    const all: number[][] = [];
    for (let call = 0; call < calls; call += 1) {
      all.push(ids(await items(way, `limit=${size}&offset=${call * size}`)));
    }
    return all;
  };

  it("are short or empty in the middle, never at the end", async () => {
    expect(await pages("rows=25,fault=short-middle", 10, 3)).to.deep.equal([from(1, 10), from(11, 15), from(21, 25)]);
    expect(await pages("rows=25,fault=empty-middle", 10, 3)).to.deep.equal([from(1, 10), [], from(21, 25)]);
    expect(await pages("rows=20,fault=short-middle", 10, 2)).to.deep.equal([from(1, 10), from(11, 20)]);
    const first = await items("rows=25,paging=cursor,fault=empty-middle,at=1", "limit=10");
    expect(ids(first)).to.deep.equal([]);
    const cursor = body(first).next_cursor ?? "";
    expect(
      ids(await items("rows=25,paging=cursor,fault=empty-middle,at=1", `limit=10&cursor=${cursor}`)),
    ).to.deep.equal(from(11, 20));
  });

  it("are silently capped at half of what was asked", async () => {
    const reply = await items("fault=capped", "limit=20&offset=20");
    expect(ids(reply)).to.deep.equal(from(21, 30));
    expect(body(reply)).to.include({ limit: 20, total: 100 });
    expect(ids(await items("fault=capped,paging=page", "per_page=20&page=2"))).to.deep.equal(from(11, 20));
  });

  it("are in another order per call, so that rows are on two pages or on none", async () => {
    const seen = (await pages("rows=40,fault=shuffle", 10, 4)).flat();
    expect(seen).to.have.length(40);
    expect(new Set(seen).size).to.be.lessThan(40);
  });

  it("have the same row twice, which the total counts", async () => {
    const reply = await items("rows=4,fault=duplicate");
    expect(ids(reply)).to.deep.equal([1, 2, 2, 3, 4]);
    expect(body(reply).total).to.equal(5);
    expect(body(reply).data[1]).to.deep.equal(body(reply).data[2]);
  });

  it("have a total that is capped, stale or a text", async () => {
    expect(body(await items("rows=25,fault=total-capped")).total).to.equal(12);
    expect(body(await items("rows=25,fault=total-stale")).total).to.equal(22);
    expect(ids(await items("rows=25,fault=total-stale"))).to.deep.equal(from(1, 25));
    const text = await items("rows=250,total=header,fault=header-total-text");
    expect(text.headers.get("x-total-count")).to.equal("about 250");
    const count = await apis.call("/ways/rows=25,total=count,fault=total-stale/items/count");
    expect(count.text).to.equal('{"count":22}');
  });

  it("ignore the window, or widen it", async () => {
    const window = "updated_since=2026-01-04T00:00:00Z&updated_until=2026-01-04T02:00:00Z";
    expect(ids(await items("-", window))).to.deep.equal([73, 74]);
    expect(ids(await items("fault=ignores-window", window))).to.deep.equal(from(1, 100));
    const wide = await items("rows=200,fault=wide-window", window);
    expect(ids(wide)).to.include.members([73, 74]).and.to.have.length.greaterThan(60);
    expect(body(wide).total).to.equal(ids(wide).length);
  });

  it("are suddenly gone", async () => {
    expect(body(await items("fault=empty"))).to.deep.include({ data: [], total: 0 });
    expect(ids(await items("fault=empty,call=2,rows=2,run=a"))).to.deep.equal([1, 2]);
    expect(ids(await items("fault=empty,call=2,rows=2,run=a"))).to.deep.equal([]);
  });

  it("get a row, lose a row or change a row between two calls", async () => {
    expect(await pages("rows=20,fault=insert-between", 10, 3)).to.deep.equal([from(1, 10), from(10, 19), [20]]);
    expect(await pages("rows=20,fault=delete-between", 10, 2)).to.deep.equal([from(1, 10), from(12, 20)]);
    expect(body(await items("rows=20,fault=delete-between")).total).to.equal(19);
    expect(await pages("rows=20,fault=insert-between,call=3", 10, 3)).to.deep.equal([from(1, 10), from(11, 20), [20]]);
    const way = "rows=20,fault=update-between";
    const before = body(await items(way)).data[0];
    const after = body(await items(way)).data[0];
    expect(before?.updated_at).to.equal("2026-01-01T00:00:00.000Z");
    expect(after?.updated_at).to.equal("2026-01-01T12:00:00.000Z");
    expect(after?.amount).not.to.equal(before?.amount);
    expect(ids(await items(way, "updated_until=2026-01-01T03:00:00Z"))).to.deep.equal([2, 3]);
  });

  it("change between two calls within the window that is asked for", async () => {
    const way = "fault=insert-between,run=window";
    const window = "updated_since=2026-01-04T00:00:00Z&updated_until=2026-01-04T02:00:00Z";
    expect(ids(await items(way, window))).to.deep.equal([73, 74]);
    const after = body(await items(way, window)).data;
    expect(after.map(({ id }) => id)).to.deep.equal([0, 73, 74]);
    expect(after[0]?.updated_at).to.equal(after[1]?.updated_at);
  });

  it("have a next page that is the same page", async () => {
    const way = "rows=30,paging=cursor,fault=cursor-loops";
    const first = body(await items(way, "limit=10")).next_cursor ?? "";
    const second = await items(way, `limit=10&cursor=${first}`);
    expect(ids(second)).to.deep.equal(from(1, 10));
    expect(body(second).next_cursor).to.equal(first);
    const header = await items("rows=30,paging=link-header,fault=cursor-loops", "per_page=10&page=2");
    expect(linksOf(header)["next"]).to.match(/per_page=10&page=2$/);
  });

  it("have a next page on another host", async () => {
    const next = body(await items("paging=next-link,fault=next-link-elsewhere", "limit=10")).next ?? "";
    expect(next).to.match(/^http:\/\/elsewhere\.invalid\/ways\//);
    const header = await items("paging=link-header,fault=next-link-elsewhere,next=path", "per_page=10&page=2");
    expect(linksOf(header)["next"]).to.match(/^http:\/\/elsewhere\.invalid\/ways\//);
    expect(linksOf(header)["prev"]).to.match(/^\/ways\//);
  });

  it("have a cursor that is gone on the third page", async () => {
    const walk = async (way: string): Promise<number[]> => {
      const statuses: number[] = [];
      let cursor = "";
      for (let page = 0; page < 3; page += 1) {
        const reply = await items(way, `limit=10${cursor}`);
        statuses.push(reply.status);
        if (reply.status === 200) cursor = `&cursor=${body(reply).next_cursor ?? ""}`;
      }
      return statuses;
    };
    expect(await walk("paging=cursor,fault=cursor-expired")).to.deep.equal([200, 200, 410]);
    expect(await walk("paging=cursor,fault=cursor-expired,status=400,at=2")).to.deep.equal([200, 400, 400]);
    expect(await walk("paging=cursor,fault=cursor-expired,times=1,call=2")).to.deep.equal([200, 410, 200]);
  });

  it("repeat the row after which a page starts", async () => {
    expect(ids(await items("paging=keyset,fault=keyset-repeats", "limit=3&starting_after=10"))).to.deep.equal([
      10, 11, 12,
    ]);
  });

  it("have no list of records", async () => {
    expect(body(await items("fault=null-records")).data).to.equal(null);
    expect((await items("fault=null-records,records=top")).text).to.equal("null");
    expect(body(await items("fault=records-not-list,rows=2")).data)
      .to.be.an("object")
      .with.keys("0", "1");
  });

  it("have a key twice, or nest deeper than some readers can follow", async () => {
    const twice = await items("fault=duplicate-json-key,rows=2");
    expect(twice.text).to.match(/"name":"item 1".*"name":"another name"\}/);
    expect(body(twice).data.map(({ name }) => name)).to.deep.equal(["another name", "item 2"]);
    expect((await items("fault=deep-nesting,rows=1")).text).to.contain(`"deep":${"[".repeat(10_000)}]`);
  });

  it("have new, missing, retyped and null fields", async () => {
    const row = async (fault: string): Promise<Item | undefined> => body(await items(`fault=${fault},rows=1`)).data[0];
    expect(await row("field-new")).to.have.property("discount", 0.1);
    expect(await row("field-missing")).not.to.have.property("amount");
    expect(await row("field-retyped")).to.have.property("amount", "n/a");
    expect(await row("field-null")).to.have.property("name", null);
    expect(await row("field-null+field-new")).to.include({ name: null, discount: 0.1 });
    const csv = await items("fault=field-missing,format=csv,rows=1");
    expect(csv.text).to.match(/^id,name,updated_at,/);
  });

  it("have CSV rows and headers that don't fit", async () => {
    const lines = async (fault: string, query = "limit=3"): Promise<readonly number[]> =>
      (await items(`fault=${fault},format=csv`, query)).text
        .replace(/"[^"]*(""[^"]*)*"/g, "quoted")
        .trimEnd()
        .split("\r\n")
        .map((line) => line.split(",").length);
    expect(await lines("csv-ragged")).to.deep.equal([7, 7, 8, 7]);
    expect(await lines("csv-header-missing")).to.deep.equal([7, 7, 7]);
    const second = await items("fault=csv-header-changes,format=csv", "limit=3&offset=3");
    expect(second.text).to.match(/^note,address_postcode,address_city,updated_at,amount,name,id\r\n/);
    expect(second.text).to.contain(",item 5,5\r\n");
    expect((await items("fault=csv-header-changes,format=csv", "limit=3")).text).to.match(/^id,name,/);
  });

  it("start with a byte order mark", async () => {
    for (const format of ["json", "ndjson", "csv"]) {
      const response = await fetch(`${apis.url}/ways/fault=bom,format=${format}/items`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect([...bytes.subarray(0, 3)], format).to.deep.equal([0xef, 0xbb, 0xbf]);
    }
  });
});
