import { expect } from "chai";
import { linksOf, startSourceApis, type Reply, type SourceApis } from "../../../support/source-apis.ts";

interface Body {
  readonly data: readonly { readonly id: number }[];
  readonly total?: number;
  readonly limit?: number;
  readonly next?: string | null;
  readonly next_cursor?: string | null;
  readonly has_more?: boolean;
}

const body = (reply: Reply): Body => reply.json() as Body;
const ids = (reply: Reply): number[] => body(reply).data.map(({ id }) => id);
const from = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, place) => first + place);

describe("paging of the demo source's ways", () => {
  let apis: SourceApis;
  before(async () => (apis = await startSourceApis()));
  after(() => apis.close());

  const problems = async (path: string): Promise<unknown> => {
    const reply = await apis.call(path);
    expect(reply.status, path).to.equal(400);
    return (reply.json() as { problems: unknown }).problems;
  };

  it("by offset is what an empty behavior has", async () => {
    const reply = await apis.call("/ways/-/items?limit=40&offset=80");
    expect(ids(reply)).to.deep.equal(from(81, 100));
    expect(body(reply)).to.include({ total: 100, limit: 40, offset: 80 });
    expect(ids(await apis.call("/ways/-/items?limit=40&offset=400"))).to.deep.equal([]);
  });

  it("by page counts from 1, or from 0", async () => {
    expect(ids(await apis.call("/ways/paging=page/items?per_page=30&page=2"))).to.deep.equal(from(31, 60));
    expect(ids(await apis.call("/ways/paging=page,first=0/items?per_page=30&page=0"))).to.deep.equal(from(1, 30));
    expect(await problems("/ways/paging=page/items?page=0")).to.deep.equal([
      'page is "0"; it has to be a whole number of at least 1',
    ]);
  });

  it("by cursor ends with null, and keeps the filters of the first call", async () => {
    const way = "/ways/paging=cursor,rows=50/items";
    const window = "updated_since=2026-01-01T10:00:00Z&updated_until=2026-01-02T00:00:00Z";
    const first = await apis.call(`${way}?limit=10&${window}`);
    const cursor = body(first).next_cursor ?? "";
    const second = await apis.call(`${way}?limit=10&cursor=${cursor}`);
    expect([ids(first), ids(second)]).to.deep.equal([from(11, 20), from(21, 24)]);
    expect(body(second)).to.include({ total: 14, next_cursor: null });
    expect(await problems(`${way}?cursor=${cursor}&updated_since=2026-01-09T00:00:00Z`)).to.deep.equal([
      'updated_since is "2026-01-09T00:00:00Z"; the cursor is of a call without that',
    ]);
    expect(await problems(`${way}?cursor=made-up`)).to.deep.equal([
      'cursor is "made-up"; it has to be one that an answer had',
    ]);
  });

  it("by a link in the body is a URL, a path or a query", async () => {
    for (const [next, start] of [
      ["url", `${apis.url}/ways/`],
      ["path", "/ways/"],
      ["query", "?"],
    ] as const) {
      const way = `/ways/paging=next-link,next=${next},rows=25/items`;
      const seen: number[] = [];
      let url: string | null = `${apis.url}${way}?limit=10`;
      while (url !== null) {
        const reply: Reply = await apis.call(url);
        seen.push(...ids(reply));
        const { next: link = null } = body(reply);
        if (link !== null) expect(link.startsWith(start), link).to.equal(true);
        url = link === null ? null : new URL(link, url).href;
      }
      expect(seen, next).to.deep.equal(from(1, 25));
    }
  });

  it("by a Link header has other relations around the next one, which the last page lacks", async () => {
    const way = "/ways/paging=link-header,rows=25,total=none/items";
    const first = await apis.call(`${way}?per_page=10`);
    expect(Object.keys(linksOf(first))).to.deep.equal(["next", "last"]);
    const second = await apis.call(linksOf(first)["next"] ?? "");
    expect(ids(second)).to.deep.equal(from(11, 20));
    expect(second.headers.get("link")).to.match(/rel="first", .*rel="prev", .*rel="next", .*title="last, of 3"$/);
    const third = await apis.call(linksOf(second)["next"] ?? "");
    expect(ids(third)).to.deep.equal(from(21, 25));
    expect(Object.keys(linksOf(third))).to.deep.equal(["first", "prev"]);
  });

  it("after a key works for keys beyond a double, too, and says whether there is more", async () => {
    const small = await apis.call("/ways/paging=keyset,rows=25/items?limit=10&starting_after=10");
    expect(ids(small)).to.deep.equal(from(11, 20));
    expect(body(small).has_more).to.equal(true);
    expect(body(await apis.call("/ways/paging=keyset,rows=25/items?limit=10&starting_after=15")).has_more).to.equal(
      false,
    );
    const big = await apis.call("/ways/paging=keyset,rows=3,ids=big/items?starting_after=9007199254740994");
    expect(big.text).to.contain('"id":9007199254740995').and.not.to.contain('"id":9007199254740994');
  });

  it("can be absent: everything comes at once, whatever the cap", async () => {
    expect(ids(await apis.call("/ways/paging=none,rows=250,cap=10/items"))).to.deep.equal(from(1, 250));
    expect(await problems("/ways/paging=none/items?limit=10")).to.deep.equal([
      "limit is no parameter; there are updated_since, updated_until, sort, order",
    ]);
  });

  it("beyond the cap is lowered openly, or refused", async () => {
    const reply = await apis.call("/ways/cap=20/items?limit=50");
    expect(ids(reply)).to.deep.equal(from(1, 20));
    expect(body(reply).limit).to.equal(20);
    expect(await problems("/ways/cap=20,over=refuse/items?limit=50")).to.deep.equal([
      "limit is 50; it has to be at most 20",
    ]);
  });

  it("has its total in the body, in a header, at a path of its own, or nowhere", async () => {
    const window = "updated_until=2026-01-01T10:00:00Z";
    expect(body(await apis.call(`/ways/total=body/items?limit=3&${window}`)).total).to.equal(10);
    const header = await apis.call(`/ways/total=header/items?limit=3&${window}`);
    expect(header.headers.get("x-total-count")).to.equal("10");
    expect(body(header)).not.to.have.property("total");
    expect((await apis.call(`/ways/total=count/items/count?${window}`)).text).to.equal('{"count":10}');
    const none = await apis.call("/ways/total=none/items");
    expect(none.headers.has("x-total-count")).to.equal(false);
    expect(body(none)).not.to.have.property("total");
    expect((await apis.call("/ways/total=none/items/count")).status).to.equal(404);
  });

  it("has its records in a list, at the top, or within objects", async () => {
    expect((await apis.call("/ways/records=top,rows=2/items")).json())
      .to.be.an("array")
      .with.length(2);
    expect((await apis.call("/ways/records=result.items,rows=2/items")).json()).to.have.nested.property(
      "result.items[1].id",
      2,
    );
  });

  it("is in a stable order, or in another one per call unless an order is asked for", async () => {
    const way = "/ways/sort=optional,rows=40/items?limit=40";
    const [one, other] = [ids(await apis.call(way)), ids(await apis.call(way))];
    expect(one).not.to.deep.equal(other);
    expect(one.toSorted((a, b) => a - b)).to.deep.equal(from(1, 40));
    expect(ids(await apis.call(`${way}&sort=id`))).to.deep.equal(from(1, 40));
    expect(ids(await apis.call(`${way}&sort=id&order=desc`))).to.deep.equal(from(1, 40).reverse());
    expect(await problems("/ways/-/items?sort=size&order=up")).to.deep.equal([
      'order is "up"; it has to be asc or desc',
      'sort is "size"; it has to be one of id, name, amount, updated_at',
    ]);
  });

  it("takes a window in one format and refuses the others", async () => {
    const ten = (way: string, since: string, until: string): Promise<Reply> =>
      apis.call(`/ways/window=${way}/items?updated_since=${since}&updated_until=${until}`);
    const [start, end] = [Date.parse("2026-01-02T00:00:00Z"), Date.parse("2026-01-03T00:00:00Z")];
    const texts = {
      instant: ["2026-01-02T00:00:00.000Z", "2026-01-03T00:00:00.000Z"],
      date: ["2026-01-02", "2026-01-03"],
      "epoch-seconds": [(start / 1_000).toString(), (end / 1_000).toString()],
      "epoch-milliseconds": [start.toString(), end.toString()],
    } as const;
    for (const accepted of Object.keys(texts)) {
      for (const [sent, [since, until]] of Object.entries(texts)) {
        const reply = await ten(accepted, since, until);
        if (sent === accepted) expect(ids(reply), accepted).to.deep.equal(from(25, 48));
        else expect(reply.status, `${sent} to ${accepted}`).to.equal(400);
      }
    }
    expect(await problems("/ways/window=date/items?updated_since=2026-02-30")).to.deep.equal([
      'updated_since is "2026-02-30"; it has to be a day such as 2026-01-31',
    ]);
  });

  it("may need a parameter or a header on every call", async () => {
    expect(await problems("/ways/query=status:all/items")).to.deep.equal(['status is ""; it has to be all']);
    expect((await apis.call("/ways/query=status:all/items?status=all")).status).to.equal(200);
    expect(await problems("/ways/header=X-Api-Version:2/items")).to.deep.equal([
      'the header X-Api-Version is ""; it has to be 2',
    ]);
    const headers = { "x-api-version": "2" };
    expect((await apis.call("/ways/header=X-Api-Version:2/items", { headers })).status).to.equal(200);
  });

  it("names every wrong key, value and combination of a behavior at once", async () => {
    expect(await problems("/ways/paging=pages,rows=-1,speed=9,rows=3,rows=3/items")).to.deep.equal([
      'paging is "pages"; allowed: offset, page, cursor, next-link, link-header, keyset, none',
      'rows is "-1"; allowed: a whole number from 0 to 1000000',
      ((await problems("/ways/speed=9/items")) as string[])[0],
      "rows is stated twice",
    ]);
    expect(
      await problems("/ways/first=0,format=csv,total=body,paging=cursor,at=2,fault=null-records/items"),
    ).to.deep.equal([
      "first needs paging=page",
      "null-records needs format=json",
      "format=csv has no place for total=body; allowed: header, count, none",
      "format=csv has no place for paging=cursor",
    ]);
    expect(await problems("/ways/%E0%A4%A/items")).to.have.length(1);
  });

  it("refuses other methods and other paths", async () => {
    expect((await apis.call("/ways/-/items", { method: "POST" })).status).to.equal(405);
    expect((await apis.call("/ways/-/orders")).status).to.equal(404);
  });
});
