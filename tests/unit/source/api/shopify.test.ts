import { expect } from "chai";
import { credentials } from "../../../../sandbox/source/api/credentials.ts";
import { linksOf, startSourceApis, type Reply, type SourceApis } from "../../../support/source-apis.ts";

interface Order {
  readonly id: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly closed_at: string | null;
  readonly total_price: string;
  readonly line_items: readonly object[];
}

const orders = (reply: Reply): readonly Order[] => (reply.json() as { orders: readonly Order[] }).orders;
const errors = (reply: Reply): unknown => (reply.json() as { errors: unknown }).errors;
const token = { "x-shopify-access-token": credentials.shopify };

describe("Shopify in the demo source", () => {
  let apis: SourceApis;
  beforeEach(async () => (apis = await startSourceApis()));
  afterEach(() => apis.close());

  const get = (query: string, file = "orders.json", api = "shopify", headers: Record<string, string> = token) =>
    apis.call(`/apis/${api}/admin/api/2025-01/${file}${query}`, { headers });
  const count = async (query: string): Promise<number> =>
    ((await get(query, "orders/count.json")).json() as { count: number }).count;

  it("lists 50 open orders, newest first, unless asked for any", async () => {
    const listed = orders(await get(""));
    expect(listed).to.have.length(50);
    expect(listed.every((order) => order.closed_at === null)).to.equal(true);
    expect(listed[0]?.created_at).to.match(/^2026-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}-05:00$/);
    expect(listed[0]?.total_price).to.match(/^\d+\.\d{2}$/);
    expect(orders(await get("?status=any")).some((order) => order.closed_at !== null)).to.equal(true);
    expect(await count("")).to.be.lessThan(await count("?status=any"));
  });

  it("leads through all pages by a Link header whose page_info keeps the filters", async () => {
    const ids: number[] = [];
    let reply = await get("?status=any&limit=125&order=updated_at%20asc");
    expect(Object.keys(linksOf(reply))).to.deep.equal(["next"]);
    const updated: number[] = [];
    for (;;) {
      ids.push(...orders(reply).map(({ id }) => id));
      updated.push(...orders(reply).map(({ updated_at: at }) => Date.parse(at)));
      const { next } = linksOf(reply);
      if (next === undefined) break;
      expect([...new URL(next).searchParams.keys()]).to.deep.equal(["limit", "page_info"]);
      reply = await apis.call(next, { headers: token });
    }
    expect(new Set(ids).size).to.equal(300);
    expect(updated).to.deep.equal(updated.toSorted((one, other) => one - other));
    expect(Object.keys(linksOf(reply))).to.deep.equal(["previous"]);
  });

  it("lowers limits beyond 250 without a word", async () => {
    const reply = await get("?status=any&limit=500");
    expect(orders(reply)).to.have.length(250);
    expect(linksOf(reply)["next"]).to.contain("limit=250");
  });

  it("refuses filters beside page_info, and a page_info that it didn't make", async () => {
    const next = linksOf(await get("?status=any"))["next"] ?? "";
    const mixed = await apis.call(`${next}&status=any`, { headers: token });
    expect([mixed.status, errors(mixed)]).to.deep.equal([
      400,
      {
        status:
          "status cannot be passed when page_info is present. " +
          "See https://shopify.dev/api/usage/pagination-rest for more information.",
      },
    ]);
    const invented = await get("?page_info=invented");
    expect([invented.status, errors(invented)]).to.deep.equal([400, { page_info: "Invalid value." }]);
    expect((await apis.call(`${next}&fields=id`, { headers: token })).text).to.match(/^\{"orders":\[\{"id":\d+\},/);
  });

  it("selects by time of update, inclusive on both sides", async () => {
    const all = orders(await get("?status=any&limit=250&order=updated_at%20asc"));
    const [from, to] = [all[20]?.updated_at ?? "", all[40]?.updated_at ?? ""];
    const window = `?status=any&updated_at_min=${from}&updated_at_max=${to}`;
    expect(orders(await get(`${window}&order=updated_at%20asc`))).to.deep.equal(all.slice(20, 41));
    expect(await count(window)).to.equal(21);
    const utc = new Date(Date.parse(from)).toISOString();
    expect(await count(`?status=any&updated_at_min=${utc}&updated_at_max=${to}`)).to.equal(21);
  });

  it("names every wrong parameter in its own error", async () => {
    const reply = await get("?status=all&updated_at_min=yesterday&offset=5");
    expect([reply.status, errors(reply)]).to.deep.equal([
      400,
      {
        updated_at_min: "yesterday is not a valid datetime",
        offset: "isn't a parameter that the demo has",
        status: "all is not a valid status",
      },
    ]);
    expect((await get("?limit=0")).status).to.equal(400);
    expect((await get("", "products.json")).status).to.equal(404);
    expect((await get("", "orders.json", "shopify", {})).status).to.equal(401);
  });

  it("says how full its bucket is, and when it leaks, in a decimal", async () => {
    expect((await get("")).headers.get("x-shopify-shop-api-call-limit")).to.equal("1/40");
    expect((await get("", "orders.json", "shopify,rate=2:1")).status).to.equal(200);
    expect((await get("", "orders.json", "shopify,rate=2:1")).status).to.equal(200);
    const refused = await get("", "orders.json", "shopify,rate=2:1");
    expect([refused.status, refused.headers.get("retry-after")]).to.deep.equal([429, "2.0"]);
    expect(errors(refused)).to.match(/^Exceeded 2 calls per second for api client\./);
    apis.clock.now += 500;
    expect((await get("", "orders.json", "shopify,rate=2:1")).status).to.equal(200);
  });
});
