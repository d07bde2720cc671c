import { expect } from "chai";
import { operatorToken, startSourceApis, type SourceApis } from "../../../tests/support/source-apis.ts";
import { auths, itemsNight, type Auth } from "./items.ts";
import { fails, failsOf, loads, testCases, type Case } from "./outcome.ts";

const set = /lakehouse secret set/;
const health = /health/;
const wrong = "a-wrong-value-that-nobody-may-see";

const named = (Object.keys(auths) as Auth[]).filter((auth) => auth !== "none");

const refused: readonly Case[] = [
  ...named
    .filter((auth) => !auth.startsWith("oauth2") && auth !== "basic")
    .map((auth): Case => [
      `${auth} with a wrong value fails without telling it`,
      { way: "", auth, secret: wrong },
      { code: "SOURCE_UNAUTHORIZED", fix: set },
    ]),
  [
    "basic with a wrong password fails without telling it",
    { way: "", auth: "basic", secret: `demo-user:${wrong}` },
    { code: "SOURCE_UNAUTHORIZED", fix: set },
  ],
  [
    "oauth2-header with a wrong client secret fails without telling it",
    { way: "", auth: "oauth2-header", secret: `demo-client:${wrong}` },
    { code: "SOURCE_TOKEN_REFUSED", place: "token of source demo", fix: set },
  ],
  [
    "oauth2-body with a wrong client secret fails without telling it",
    { way: "", auth: "oauth2-body", secret: `demo-client:${wrong}` },
    { code: "SOURCE_TOKEN_REFUSED", place: "token of source demo", fix: set },
  ],
  [
    "oauth2 with the client in the wrong place fails",
    { way: "", auth: "oauth2-header", authSaid: { clientAuth: "body" } },
    { code: "SOURCE_TOKEN_REFUSED", place: "token of source demo", fix: /tokenPath/ },
  ],
  [
    "oauth2 without the scope that has to be asked for fails",
    { way: "", auth: "oauth2-body", authSaid: { scope: "write" } },
    { code: "SOURCE_TOKEN_REFUSED", place: "token of source demo", fix: /scope/ },
  ],
  [
    "oauth2 with a token path that doesn't exist fails",
    { way: "", auth: "oauth2-header", authSaid: { tokenPath: "/token" } },
    { code: "SOURCE_TOKEN_REFUSED", place: "token of source demo", fix: /tokenPath/ },
  ],
  [
    "an API key in the wrong header fails",
    { way: "", auth: "api-key-header", authSaid: { name: "X-Token" } },
    { code: "SOURCE_UNAUTHORIZED", fix: set },
  ],
  [
    "a source that wants credentials and gets none fails",
    { way: "auth=bearer", auth: "none" },
    { code: "SOURCE_UNAUTHORIZED", fix: /sources\.yaml/ },
  ],
];

const formless: readonly Case[] = [
  [
    "basic without a colon in the secret fails without telling it",
    { way: "", auth: "basic", secret: wrong },
    { code: "SECRET_FORM_WRONG", place: "secret secrets/demo", fix: set },
  ],
  [
    "oauth2 without a colon in the secret fails without telling it",
    { way: "", auth: "oauth2-header", secret: wrong },
    { code: "SECRET_FORM_WRONG", place: "secret secrets/demo", fix: set },
  ],
  [
    "a bearer token with a line break fails without telling it",
    { way: "", auth: "bearer", secret: `${wrong}\nmore` },
    { code: "SECRET_FORM_WRONG", place: "secret secrets/demo", fix: set },
  ],
  [
    "an API key that no header can carry fails without telling it",
    { way: "", auth: "api-key-header", secret: `${wrong}€` },
    { code: "SECRET_FORM_WRONG", place: "secret secrets/demo", fix: set },
  ],
  [
    "an API key with a line break is refused by the source without telling it",
    { way: "", auth: "api-key-query", secret: `${wrong}\nmore` },
    { code: "SOURCE_UNAUTHORIZED", fix: set },
  ],
];

const endpoint: readonly Case[] = [
  [
    "a token endpoint that always fails fails the dataset",
    { way: "on=token,fault=500", auth: "oauth2-header" },
    { code: "SOURCE_TOKEN_REFUSED", place: "token of source demo", fix: health },
  ],
  [
    "a token endpoint that fails twice is asked again",
    { way: "on=token,fault=500,times=2", auth: "oauth2-header" },
    "rows",
  ],
  [
    "a token endpoint that resets the connection is asked again",
    { way: "on=token,fault=reset,times=1", auth: "oauth2-body" },
    "rows",
  ],
  [
    "a token endpoint that redirects is not followed",
    { way: "on=token,fault=redirect", auth: "oauth2-header" },
    { code: "SOURCE_UNREACHABLE", place: "token of source demo", fix: health },
  ],
  [
    "a token endpoint that answers with a login page fails",
    { way: "on=token,fault=html-login", auth: "oauth2-header" },
    { code: "SOURCE_TOKEN_REFUSED", place: "token of source demo", fix: /tokenPath/ },
  ],
  [
    "a token endpoint that answers with an error and 200 fails",
    { way: "on=token,fault=error-200", auth: "oauth2-header" },
    { code: "SOURCE_TOKEN_REFUSED", place: "token of source demo", fix: /tokenPath/ },
  ],
  [
    "a token endpoint whose answer ends in the middle fails",
    { way: "on=token,fault=truncated", auth: "oauth2-header" },
    { code: "SOURCE_TOKEN_REFUSED", place: "token of source demo", fix: /tokenPath/ },
  ],
];

const midway: readonly Case[] = [
  ...named.map((auth): Case => [
    `${auth} that is refused once in mid run goes on`,
    { way: "fault=401,at=3,times=1", auth },
    "rows",
  ]),
  [
    "a token that is refused in mid run for good fails its page",
    { way: "fault=401,at=3", auth: "bearer" },
    { code: "SOURCE_UNAUTHORIZED", page: 2, fix: set },
  ],
  [
    "a new OAuth token that is refused as well fails its page",
    { way: "fault=401,at=3", auth: "oauth2-body" },
    { code: "SOURCE_UNAUTHORIZED", page: 2, fix: set },
  ],
  [
    "OAuth tokens that end after three calls are renewed without a lost page",
    { way: "uses=3", auth: "oauth2-header" },
    "rows",
  ],
  [
    "OAuth tokens that end after every call are renewed without a lost page",
    { way: "uses=1,paging=cursor", auth: "oauth2-header", request: { paging: { type: "cursor" } } },
    "rows",
  ],
];

describe("a night of a source that asks who is asking", () => {
  let apis: SourceApis;
  before(async () => {
    apis = await startSourceApis();
  });
  after(async () => {
    await apis.close();
  });

  testCases(() => apis, [...refused, ...formless, ...endpoint, ...midway]);

  it("asks a token endpoint that hangs again until its time is up", async () => {
    const way = "on=token,fault=hang";
    const night = await itemsNight(apis, { way, auth: "oauth2-header", timeoutSeconds: 0.05 });
    failsOf(night, { code: "SOURCE_TIMEOUT", place: "token of source demo", fix: health });
  });

  it("asks for one token for a whole night", async () => {
    const { calls } = await loads(apis, { way: "rows=105", auth: "oauth2-header" });
    expect(calls.token).to.equal(1);
  });

  it("asks for a new token before one ends", async () => {
    const { calls } = await loads(apis, { way: "rows=105,expires=30,rate=4:20", auth: "oauth2-header" });
    expect(calls.token).to.be.within(2, 4);
  });

  it("doesn't tell a source's query parameter with the key in errors", async () => {
    const { apiKey } = { apiKey: auths["api-key-query"].secret };
    const night = await fails(
      apis,
      {
        way: "paging=next-link,fault=500,at=2",
        auth: "api-key-query",
        request: { paging: { type: "next-link", size: "limit" } },
      },
      { code: "SOURCE_HTTP_500", page: 1, fix: /rate/ },
    );
    expect(JSON.stringify(night.pages)).to.not.contain(apiKey);
    expect(JSON.stringify(night.item)).to.not.contain(apiKey);
  });

  it("keeps a bearer token to itself when the source is broken", async () => {
    const night = await itemsNight(apis, { way: "fault=cut-off", auth: "bearer" });
    failsOf(night, { code: "SOURCE_UNREACHABLE", fix: health }, [operatorToken]);
  });
});
