import { expect } from "chai";
import { credentials } from "../../../../sandbox/source/api/credentials.ts";
import { basic, bearer, startSourceApis, type Reply, type SourceApis } from "../../../support/source-apis.ts";

interface Charge {
  readonly id: string;
  readonly created: number;
}

interface List {
  readonly object: string;
  readonly has_more: boolean;
  readonly data: readonly Charge[];
}

const list = (reply: Reply): List => reply.json() as List;

describe("Stripe in the demo source", () => {
  let apis: SourceApis;
  beforeEach(async () => (apis = await startSourceApis()));
  afterEach(() => apis.close());

  const get = (query = "", headers = bearer(credentials.stripe), api = "stripe"): Promise<Reply> =>
    apis.call(`/apis/${api}/v1/charges${query}`, { headers });

  const walk = async (query: string, limit: number): Promise<readonly Charge[]> => {
    const all: Charge[] = [];
    for (let after = ""; ; after = `&starting_after=${all.at(-1)?.id ?? ""}`) {
      const page = list(await get(`?limit=${limit}${query}${after}`));
      all.push(...page.data);
      if (!page.has_more) return all;
    }
  };

  it("lists ten charges, the newest first, in an envelope", async () => {
    const reply = await get();
    expect(reply.json()).to.include({ object: "list", url: "/v1/charges", has_more: true });
    const { data } = list(reply);
    expect(data).to.have.length(10);
    expect(data[0]).to.have.nested.property("payment_method_details.card.last4", "4242");
    const created = data.map((charge) => charge.created);
    expect(created).to.deep.equal(created.toSorted((one, other) => other - one));
  });

  it("continues after a charge, through all of them", async () => {
    const all = await walk("", 100);
    expect(new Set(all.map(({ id }) => id)).size).to.equal(300);
  });

  it("filters by the second of creation, inclusive or exclusive", async () => {
    const all = await walk("", 100);
    const [from = 0, to = 0] = [all[200]?.created, all[100]?.created];
    const some = await walk(`&created[gte]=${from}&created[lt]=${to}`, 7);
    expect(some).to.deep.equal(all.filter(({ created }) => created >= from && created < to));
    const exact = list(await get(`?created=${from}`)).data;
    expect(exact.every(({ created }) => created === from)).to.equal(true);
    expect(list(await get(`?created[gt]=${from}&created[lte]=${from}`)).data).to.deep.equal([]);
  });

  it("takes the key as a bearer token, or as a user without a password", async () => {
    expect((await get("", basic(credentials.stripe, ""))).status).to.equal(200);
    expect((await get("", basic(credentials.stripe, "password"))).status).to.equal(401);
    const missing = await get("", {});
    expect([missing.status, missing.headers.get("www-authenticate")]).to.deep.equal([401, 'Basic realm="Stripe"']);
    const wrong = await get("", bearer("sk_test_wrong"));
    expect(wrong.status).to.equal(401);
    expect((wrong.json() as { error: { message: string } }).error.message).to.equal(
      "Invalid API Key provided: sk_test_*****",
    );
  });

  it("refuses wrong parameters with its own error", async () => {
    const error = async (query: string): Promise<Record<string, string>> => {
      const reply = await get(query);
      expect(reply.status, query).to.equal(400);
      return (reply.json() as { error: Record<string, string> }).error;
    };
    expect(await error("?limit=101")).to.deep.equal({
      message: "This value must be less than or equal to 100.",
      type: "invalid_request_error",
      param: "limit",
    });
    expect(await error("?limit=0")).to.include({ message: "This value must be greater than or equal to 1." });
    expect(await error("?limit=ten")).to.include({ code: "parameter_invalid_integer" });
    expect(await error("?page=2")).to.include({
      code: "parameter_unknown",
      message: "Received unknown parameter: page",
    });
    expect(await error("?created[since]=1")).to.include({ code: "parameter_unknown", param: "created[since]" });
    expect(await error("?created[gte]=2026-01-01")).to.include({ code: "parameter_invalid_integer" });
    expect(await error("?starting_after=ch_none")).to.include({ code: "resource_missing", param: "starting_after" });
    expect((await apis.call("/apis/stripe/v1/coins", { headers: bearer(credentials.stripe) })).status).to.equal(404);
  });

  it("refuses too many requests without saying when to come again", async () => {
    const headers = bearer(credentials.stripe);
    expect((await get("", headers, "stripe,rate=1:1")).status).to.equal(200);
    const refused = await get("", headers, "stripe,rate=1:1");
    expect([refused.status, refused.headers.get("retry-after")]).to.deep.equal([429, null]);
    expect((refused.json() as { error: { code: string } }).error.code).to.equal("rate_limit");
    apis.clock.now += 1_000;
    expect((await get("", headers, "stripe,rate=1:1")).status).to.equal(200);
  });
});
