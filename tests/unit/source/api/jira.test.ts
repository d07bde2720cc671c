import { expect } from "chai";
import { credentials } from "../../../../sandbox/source/api/credentials.ts";
import { basic, startSourceApis, type Reply, type SourceApis } from "../../../support/source-apis.ts";

interface Search {
  readonly issues: readonly {
    readonly id: string;
    readonly key?: string;
    readonly fields?: Readonly<Record<string, unknown>>;
  }[];
  readonly nextPageToken?: string;
  readonly isLast?: boolean;
  readonly total?: number;
  readonly maxResults?: number;
}

const search = (reply: Reply): Search => reply.json() as Search;
const ids = (reply: Reply): readonly string[] => search(reply).issues.map(({ id }) => id);
const user = basic(credentials.jira.user, credentials.jira.password);
const everything = "created >= 2026-01-01 ORDER BY updated ASC, id ASC";

describe("Jira in the demo source", () => {
  let apis: SourceApis;
  beforeEach(async () => (apis = await startSourceApis()));
  afterEach(() => apis.close());

  const get = (
    path: string,
    query: Record<string, string>,
    headers: Record<string, string> = user,
    api = "jira",
  ): Promise<Reply> => apis.call(`/apis/${api}${path}?${new URLSearchParams(query).toString()}`, { headers });
  const cloud = (query: Record<string, string>): Promise<Reply> => get("/rest/api/3/search/jql", query);
  const count = (body: string, type = "application/json"): Promise<Reply> =>
    apis.call("/apis/jira/rest/api/3/search/approximate-count", {
      method: "POST",
      headers: { ...user, "content-type": type },
      body,
    });
  const messages = (reply: Reply): unknown => {
    expect(reply.status).to.equal(400);
    return (reply.json() as { errorMessages: unknown }).errorMessages;
  };

  it("answers ids only unless fields are asked for, and no total", async () => {
    const reply = await cloud({ jql: everything });
    expect(search(reply).issues).to.have.length(50);
    expect(search(reply).issues[0]).to.have.all.keys("id");
    expect(search(reply)).to.have.all.keys("issues", "nextPageToken", "isLast");
    const some = await cloud({ jql: everything, fields: "summary,updated,status", maxResults: "1" });
    const [issue] = search(some).issues;
    expect(issue?.fields).to.have.all.keys("summary", "updated", "status");
    expect(issue?.fields?.["updated"]).to.match(/^2026-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+0000$/);
    const all = await cloud({ jql: everything, fields: "*all", maxResults: "2" });
    expect(search(all).issues[1]).to.have.nested.property("fields.description.type", "doc");
  });

  it("leads through all pages by tokens until isLast", async () => {
    const seen: string[] = [];
    const sizes: number[] = [];
    let token: Record<string, string> = {};
    for (;;) {
      const reply = await cloud({ jql: everything, fields: "*all", maxResults: "5000", ...token });
      seen.push(...ids(reply));
      sizes.push(ids(reply).length);
      const { isLast, nextPageToken } = search(reply);
      expect(nextPageToken === undefined).to.equal(isLast);
      if (nextPageToken === undefined) break;
      token = { nextPageToken };
    }
    expect(sizes, "large issues come in pages of 100 at most").to.deep.equal([100, 100, 100]);
    expect(new Set(seen).size).to.equal(300);
    expect(ids(await cloud({ jql: everything, fields: "id", maxResults: "5000" }))).to.deep.equal(seen);
  });

  it("selects by minutes and projects, and counts", async () => {
    const jql = 'project = SHOP AND updated >= "2026-01-10 00:00" AND updated < "2026-01-20 00:00"';
    const reply = await cloud({ jql: `${jql} ORDER BY updated`, fields: "updated,project", maxResults: "100" });
    const times = search(reply).issues.map(({ fields }) => Date.parse(String(fields?.["updated"])));
    expect(times).to.have.length.greaterThan(5);
    expect(times).to.deep.equal(times.toSorted((one, other) => one - other));
    expect(times.every((at) => at >= Date.parse("2026-01-10") && at < Date.parse("2026-01-20"))).to.equal(true);
    expect(search(reply).issues.every(({ key }) => key?.startsWith("SHOP-"))).to.equal(true);
    expect((await count(JSON.stringify({ jql }))).json()).to.deep.equal({ count: times.length });
    const epoch = `project in (SHOP, OPS) and created >= ${Date.parse("2026-01-01")}`;
    expect((await count(JSON.stringify({ jql: epoch }))).json()).to.deep.equal({ count: 300 });
  });

  it("refuses what Cloud refuses", async () => {
    const unbounded = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.";
    expect(messages(await cloud({ jql: "order by updated" }))).to.deep.equal([unbounded]);
    expect(messages(await count('{"jql":""}'))).to.deep.equal([unbounded]);
    for (const maxResults of ["0", "5001", "-1"]) {
      expect(messages(await cloud({ jql: everything, maxResults }))).to.deep.equal([
        "The max results parameter has to be between 1 and 5,000.",
      ]);
    }
    expect(
      messages(await cloud({ jql: "size > 5 AND project = NONE AND updated >= '2026-01-10 00:00:00'" })),
    ).to.have.length(3);
    expect(messages(await cloud({ jql: "project = SHOP OR project = OPS" }))).to.match(/^Error in the JQL Query/);
    const { nextPageToken = "" } = search(await cloud({ jql: everything }));
    expect(messages(await cloud({ jql: "project = SHOP", nextPageToken }))).to.have.length(1);
    expect(messages(await cloud({ jql: everything, nextPageToken: "invented" }))).to.have.length(1);
    expect((await count("{}", "text/plain")).status).to.equal(415);
    expect(messages(await count("[1"))).to.have.length(1);
    expect((await get("/rest/api/3/search", { jql: everything })).status).to.equal(410);
    expect((await get("/rest/api/3/issue/1", {})).status).to.equal(404);
  });

  it("refuses wrong credentials, and finds nothing without any", async () => {
    const wrong = basic(credentials.jira.user, "wrong");
    expect((await get("/rest/api/3/search/jql", { jql: everything }, wrong)).status).to.equal(401);
    const anonymous = await get("/rest/api/3/search/jql", { jql: everything }, {});
    expect([anonymous.status, anonymous.json()]).to.deep.equal([200, { issues: [], isLast: true }]);
  });

  it("of the older form has places and a total, and lowers large pages without a word", async () => {
    const older = (query: Record<string, string>, api = "jira"): Promise<Reply> =>
      get("/rest/api/2/search", query, user, api);
    const reply = await older({ jql: "project = OPS order by key", startAt: "100", maxResults: "80" });
    expect(reply.json()).to.include({ startAt: 100, maxResults: 80, total: 150 });
    expect(ids(reply)).to.have.length(50);
    const [first] = search(await older({ maxResults: "1" })).issues;
    expect(first?.fields?.["summary"]).to.match(/^Order/);
    expect(search(await older({ maxResults: "9000" }, "jira,rows=1500"))).to.include({
      maxResults: 1_000,
      total: 1_500,
    });
    expect(messages(await older({ startAt: "-1" }))).to.have.length(1);
  });

  it("refuses too many requests with the seconds to wait", async () => {
    const limited = (): Promise<Reply> => get("/rest/api/3/search/jql", { jql: everything }, user, "jira,rate=1:5");
    expect((await limited()).status).to.equal(200);
    const refused = await limited();
    expect([refused.status, refused.headers.get("retry-after")]).to.deep.equal([429, "5"]);
  });
});
