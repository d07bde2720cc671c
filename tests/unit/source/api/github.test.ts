import { expect } from "chai";
import { credentials } from "../../../../sandbox/source/api/credentials.ts";
import { bearer, linksOf, startSourceApis, type Reply, type SourceApis } from "../../../support/source-apis.ts";

interface Issue {
  readonly number: number;
  readonly state: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly user: { readonly login: string };
  readonly pull_request?: object;
}

const issues = (reply: Reply): readonly Issue[] => reply.json() as readonly Issue[];
const path = "/repos/acme/shop/issues";

describe("GitHub in the demo source", () => {
  let apis: SourceApis;
  beforeEach(async () => (apis = await startSourceApis()));
  afterEach(() => apis.close());

  const get = (query = "", api = "github", headers = bearer(credentials.github)): Promise<Reply> =>
    apis.call(`/apis/${api}${path}${query}`, { headers });

  it("lists 30 open issues, newest first, unless asked otherwise", async () => {
    const reply = await get();
    const listed = issues(reply);
    expect(listed).to.have.length(30);
    expect(listed.every(({ state }) => state === "open")).to.equal(true);
    const created = listed.map(({ created_at: at }) => at);
    expect(created).to.deep.equal(created.toSorted().reverse());
    expect(listed[0]?.user).to.have.property("login");
  });

  it("leads through all pages by a Link header whose URLs name the repository by number", async () => {
    const numbers: number[] = [];
    let reply = await get("?state=all&sort=updated&direction=asc&per_page=100");
    expect(Object.keys(linksOf(reply))).to.deep.equal(["next", "last"]);
    const updated: string[] = [];
    for (;;) {
      numbers.push(...issues(reply).map(({ number }) => number));
      updated.push(...issues(reply).map(({ updated_at: at }) => at));
      const { next } = linksOf(reply);
      if (next === undefined) break;
      expect(next).to.match(/^http:\/\/127\.0\.0\.1:\d+\/apis\/github\/repositories\/\d+\/issues\?state=all&/);
      reply = await apis.call(next, { headers: bearer(credentials.github) });
    }
    expect(new Set(numbers).size).to.equal(300);
    expect(updated).to.deep.equal(updated.toSorted());
    expect(Object.keys(linksOf(reply))).to.deep.equal(["prev", "first"]);
  });

  it("lowers per_page to 100 without a word and ignores parameters that it doesn't know", async () => {
    expect(issues(await get("?state=all&per_page=500&offset=9"))).to.have.length(100);
  });

  it("counts pull requests among the issues", async () => {
    const pulls = issues(await get("?state=all&per_page=100")).filter((issue) => issue.pull_request !== undefined);
    expect(pulls).to.have.length(20);
  });

  it("answers issues updated at or after a time", async () => {
    const all = issues(await get("?state=all&sort=updated&direction=asc&per_page=100&page=2"));
    const since = all[50]?.updated_at ?? "";
    const late = issues(await get(`?state=all&sort=updated&direction=asc&per_page=100&since=${since}`));
    expect(late.slice(0, 50)).to.deep.equal(all.slice(50));
  });

  it("names every wrong parameter in its own error", async () => {
    const reply = await get("?state=any&sort=size&since=yesterday&labels=bug");
    expect(reply.status).to.equal(422);
    expect(reply.json()).to.deep.include({ message: "Validation Failed", status: "422" });
    const { errors } = reply.json() as { errors: readonly { field: string }[] };
    expect(errors).to.deep.include({ value: "size", resource: "Issue", field: "sort", code: "invalid" });
    expect(errors.map(({ field }) => field).toSorted()).to.deep.equal(["labels", "since", "sort", "state"]);
  });

  it("hides the repository from strangers and refuses wrong tokens and clients without a name", async () => {
    expect((await get("", "github", {})).status).to.equal(404);
    const wrong = await get("", "github", bearer("stranger"));
    expect([wrong.status, (wrong.json() as { message: string }).message]).to.deep.equal([401, "Bad credentials"]);
    const nameless = await get("", "github", { ...bearer(credentials.github), "user-agent": "" });
    expect([nameless.status, nameless.text.includes("User-Agent")]).to.deep.equal([403, true]);
    expect((await get("", "github", { authorization: `token ${credentials.github}` })).status).to.equal(200);
  });

  it("says what is left of the hour's requests, and refuses more with 403 and no Retry-After", async () => {
    const first = await get("", "github,quota=2");
    expect(first.headers.get("x-ratelimit-remaining")).to.equal("1");
    await get("", "github,quota=2");
    const refused = await get("", "github,quota=2");
    expect(refused.status).to.equal(403);
    expect(refused.headers.get("x-ratelimit-remaining")).to.equal("0");
    expect(refused.headers.get("retry-after")).to.equal(null);
    expect((refused.json() as { message: string }).message).to.match(/^API rate limit exceeded/);
    const reset = Number(refused.headers.get("x-ratelimit-reset")) * 1_000;
    expect(reset - apis.clock.now).to.be.within(3_600_000, 3_601_000);
    apis.clock.now = reset;
    expect((await get("", "github,quota=2")).status).to.equal(200);
  });

  it("refuses too many requests in a short time with the seconds to wait", async () => {
    expect((await get("", "github,rate=1:60")).status).to.equal(200);
    const refused = await get("", "github,rate=1:60");
    expect([refused.status, refused.headers.get("retry-after")]).to.deep.equal([403, "60"]);
    expect((refused.json() as { message: string }).message).to.contain("secondary rate limit");
  });

  it("is one of the APIs, whose options are checked", async () => {
    const reply = await get("", "github,rows=many,speed=1");
    expect(reply.status).to.equal(400);
    expect((reply.json() as { problems: string[] }).problems).to.deep.equal([
      'rows is "many"; allowed: a whole number from 0 to 10000',
      "speed is no key; there are run, rows, rate, quota, expires",
    ]);
    expect((await get("", "gitlab")).status).to.equal(404);
  });
});
