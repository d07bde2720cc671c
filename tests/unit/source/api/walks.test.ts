import { expect } from "chai";
import fc from "fast-check";
import { keptByName } from "../../../../sandbox/source/api/kept.ts";
import { linksOf, startSourceApis, type Reply, type SourceApis } from "../../../support/source-apis.ts";

interface Body {
  readonly data: readonly { readonly id: number }[];
  readonly next?: string | null;
  readonly next_cursor?: string | null;
  readonly has_more?: boolean;
}

const body = (reply: Reply): Body => reply.json() as Body;

/** The query or URL of the page after one, as a client of each way finds it; `undefined` at the end. */
const following: Readonly<Record<string, (reply: Reply, page: number, size: number) => string | undefined>> = {
  offset: (reply, page, size) => (body(reply).data.length < size ? undefined : `?limit=${size}&offset=${page * size}`),
  page: (reply, page, size) => (body(reply).data.length < size ? undefined : `?per_page=${size}&page=${page + 1}`),
  cursor: (reply, _, size) => {
    const { next_cursor: next } = body(reply);
    return typeof next === "string" ? `?limit=${size}&cursor=${next}` : undefined;
  },
  "next-link": (reply) => body(reply).next ?? undefined,
  "link-header": (reply) => linksOf(reply)["next"],
  keyset: (reply, _, size) => {
    const { data, has_more: more } = body(reply);
    return more === true ? `?limit=${size}&starting_after=${data.at(-1)?.id ?? 0}` : undefined;
  },
};

describe("walks through the demo source's ways", () => {
  let apis: SourceApis;
  before(async () => (apis = await startSourceApis()));
  after(() => apis.close());

  const walk = async (behavior: string, paging: string, size: number): Promise<number[]> => {
    const way = `/ways/${behavior}/items`;
    const ids: number[] = [];
    const sizeName = paging === "page" || paging === "link-header" ? "per_page" : "limit";
    let next: string | undefined = `?${sizeName}=${size}`;
    for (let page = 1; next !== undefined; page += 1) {
      const reply = await apis.call(next.startsWith("?") ? `${way}${next}` : next);
      expect(reply.status, reply.text).to.equal(200);
      ids.push(...body(reply).data.map(({ id }) => id));
      next = following[paging]?.(reply, page, size);
    }
    return ids;
  };

  it("find every row once, in every way of paging", async () => {
    const ways = fc.constantFrom(...Object.keys(following));
    await fc.assert(
      fc.asyncProperty(ways, fc.nat(40), fc.integer({ min: 1, max: 15 }), async (paging, rows, size) => {
        const ids = await walk(`paging=${paging},rows=${rows}`, paging, size);
        expect(ids).to.deep.equal(Array.from({ length: rows }, (_, place) => place + 1));
      }),
      { numRuns: 60 },
    );
  });

  it("don't find every row once where the order isn't stable", async () => {
    const ids = await walk("paging=offset,rows=40,fault=shuffle", "offset", 7);
    expect(new Set(ids).size).to.be.lessThan(40);
  });

  it("are remembered by name until there are ten thousand", () => {
    let made = 0;
    const kept = keptByName((name) => ({ name, place: (made += 1) }));
    expect(kept("first")).to.equal(kept("first"));
    for (let place = 0; place < 10_000; place += 1) kept(`other ${place}`);
    expect(kept("other 9999")).to.include({ place: 10_001 });
    expect(kept("first")).to.include({ place: 10_002 });
  });
});
