import { expect } from "chai";
import { credentials } from "../../../../sandbox/source/api/credentials.ts";
import {
  basic,
  bearer,
  operatorToken,
  startSourceApis,
  type Reply,
  type SourceApis,
} from "../../../support/source-apis.ts";

const { oauth2 } = credentials;

describe("authentication of the demo source's ways", () => {
  let apis: SourceApis;
  before(async () => (apis = await startSourceApis()));
  after(() => apis.close());

  const statusOf = async (way: string, headers: Record<string, string>, query = ""): Promise<number> =>
    (await apis.call(`/ways/${way}/items${query}`, { headers })).status;

  const askToken = (
    way: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Reply> =>
    apis.call(`/ways/${way}/oauth/token`, { method: "POST", headers, body: new URLSearchParams(fields) });
  const inBody = { grant_type: "client_credentials", client_id: oauth2.id, client_secret: oauth2.secret };
  const tokenOf = (reply: Reply): string => (reply.json() as { access_token: string }).access_token;

  it("by bearer takes the source's tokens", async () => {
    expect(await statusOf("auth=bearer", bearer(operatorToken))).to.equal(200);
    expect(await statusOf("auth=bearer", bearer("stranger"))).to.equal(401);
    expect(await statusOf("auth=bearer", {})).to.equal(401);
  });

  it("by bearer replaces a token at its own path; the first use of the new one ends the old one", async () => {
    const issue = async (token: string): Promise<string> => {
      const reply = await apis.call("/ways/auth=bearer/tokens", { method: "POST", headers: bearer(token) });
      expect(reply.status).to.equal(201);
      return (reply.json() as { token: string }).token;
    };
    const isValid = async (token: string): Promise<number> =>
      (await apis.call("/ways/auth=bearer/tokens", { headers: bearer(token) })).status;
    const first = await issue(operatorToken);
    const second = await issue(first);
    expect([await isValid(second), await statusOf("auth=bearer", bearer(first))]).to.deep.equal([200, 200]);
    expect(await statusOf("auth=bearer", bearer(second))).to.equal(200);
    expect([await isValid(first), await statusOf("auth=bearer", bearer(first))]).to.deep.equal([401, 401]);
  });

  it("by API key takes it in the header, or in the query", async () => {
    expect(await statusOf("auth=api-key-header", { "x-api-key": credentials.apiKey })).to.equal(200);
    expect(await statusOf("auth=api-key-header", { "x-api-key": "stranger" })).to.equal(401);
    expect(await statusOf("auth=api-key-header", {}, `?api_key=${credentials.apiKey}`)).to.equal(401);
    expect(await statusOf("auth=api-key-query", {}, `?api_key=${credentials.apiKey}`)).to.equal(200);
    expect(await statusOf("auth=api-key-query", { "x-api-key": credentials.apiKey })).to.equal(401);
  });

  it("leaves the key out of a link to the next page", async () => {
    const way = "/ways/auth=api-key-query,paging=next-link/items";
    const reply = await apis.call(`${way}?limit=5&api_key=${credentials.apiKey}`);
    expect(reply.text).not.to.contain(credentials.apiKey);
    expect((await apis.call((reply.json() as { next: string }).next)).status).to.equal(401);
  });

  it("by HTTP Basic splits at the first colon", async () => {
    const { user, password } = credentials.basic;
    expect(password).to.contain(":");
    expect(await statusOf("auth=basic", basic(user, password))).to.equal(200);
    expect(await statusOf("auth=basic", basic(user, "wrong"))).to.equal(401);
    const refused = await apis.call("/ways/auth=basic/items");
    expect(refused.headers.get("www-authenticate")).to.equal('Basic realm="demo"');
  });

  it("by OAuth names the client in the header or in the body, unless only one will do", async () => {
    const grant = { grant_type: "client_credentials" };
    const header = basic(oauth2.id, oauth2.secret);
    const statuses = async (way: string): Promise<readonly number[]> => [
      (await askToken(way, grant, header)).status,
      (await askToken(way, inBody)).status,
    ];
    expect(await statuses("auth=oauth2")).to.deep.equal([200, 200]);
    expect(await statuses("auth=oauth2,client=header")).to.deep.equal([200, 401]);
    expect(await statuses("auth=oauth2,client=body")).to.deep.equal([401, 200]);
  });

  it("by OAuth refuses what the protocol refuses", async () => {
    const errorOf = async (reply: Promise<Reply>): Promise<readonly [number, unknown]> => {
      const { status, json } = await reply;
      return [status, (json() as { error: unknown }).error];
    };
    expect(await errorOf(askToken("auth=oauth2", { ...inBody, client_secret: "wrong" }))).to.deep.equal([
      401,
      "invalid_client",
    ]);
    expect(await errorOf(askToken("auth=oauth2", { ...inBody, grant_type: "password" }))).to.deep.equal([
      400,
      "unsupported_grant_type",
    ]);
    expect(await errorOf(askToken("auth=oauth2", inBody, basic(oauth2.id, oauth2.secret)))).to.deep.equal([
      400,
      "invalid_request",
    ]);
    expect(await errorOf(askToken("auth=oauth2,scope=read", inBody))).to.deep.equal([400, "invalid_scope"]);
    const scoped = await askToken("auth=oauth2,scope=read", { ...inBody, scope: "read" });
    expect(scoped.json()).to.include({ token_type: "Bearer", expires_in: 3_600, scope: "read" });
    const json = { "content-type": "application/json" };
    const sent = apis.call("/ways/auth=oauth2/oauth/token", { method: "POST", headers: json, body: "{}" });
    expect(await errorOf(sent)).to.deep.equal([400, "invalid_request"]);
    expect((await apis.call("/ways/auth=oauth2/oauth/token")).status).to.equal(405);
    expect((await askToken("auth=basic", inBody)).status).to.equal(404);
  });

  it("by OAuth ends a token after its time", async () => {
    const way = "auth=oauth2,expires=60,run=time";
    const token = tokenOf(await askToken(way, inBody));
    expect(await statusOf(way, bearer(token))).to.equal(200);
    apis.clock.now += 60_000;
    const ended = await apis.call(`/ways/${way}/items`, { headers: bearer(token) });
    expect(ended.status).to.equal(401);
    expect(ended.headers.get("www-authenticate")).to.equal('Bearer error="invalid_token"');
  });

  it("by OAuth ends a token after some uses, and knows it in one run only", async () => {
    const way = "auth=oauth2,uses=2,run=one";
    const token = tokenOf(await askToken(way, inBody));
    expect(await statusOf("auth=oauth2,uses=2,run=other", bearer(token))).to.equal(401);
    expect([
      await statusOf(way, bearer(token)),
      await statusOf(way, bearer(token)),
      await statusOf(way, bearer(token)),
    ]).to.deep.equal([200, 200, 401]);
    expect(await statusOf(way, bearer(tokenOf(await askToken(way, inBody))))).to.equal(200);
  });

  it("covers the count, too", async () => {
    expect((await apis.call("/ways/auth=basic,total=count/items/count")).status).to.equal(401);
  });
});
