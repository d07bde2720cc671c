import { expect } from "chai";
import { faultOf } from "../../../tests/unit/lambdas/rejection.ts";
import {
  brokenGzip,
  cutJson,
  hang,
  html,
  json,
  reset,
  scriptedSource,
  status,
  truncated,
  type Reply,
  type ScriptedSource,
} from "../../../tests/unit/lambdas/scripted-source.ts";
import { dataset, fakeClock } from "../../../tests/unit/lambdas/fakes.ts";
import type { ReadSecret } from "../../../aws/secrets/secret-reader.ts";
import { readAnswer, type Answer } from "../answer/answer.ts";
import { authentication } from "../auth/index.ts";
import { sourceClient, type AskSource, type SourceRequest } from "../http/client.ts";
import { requestOf } from "../request.ts";

const page = { data: [{ id: 1 }], total: 1, limit: 5000, offset: 0 };

/** Asks for pages of JSON. */
const reading =
  (ask: AskSource) =>
  async (request: SourceRequest): Promise<Answer> =>
    ask(request, (received) => readAnswer(request.place, requestOf(dataset("events")), received));

describe("source client", () => {
  let source: ScriptedSource | undefined;
  let clock = fakeClock();
  let tokens: string[] = [];

  const optionsFor = (baseUrl: string, readSecret: ReadSecret, timeoutSeconds: number) => ({
    baseUrl,
    secretId: "ops-token",
    authenticate: authentication(
      { type: "bearer", secret: "ops-token" },
      { source: "ops", baseUrl, secretId: "ops-token", readSecret, timeoutSeconds, clock },
    ),
    takeTurn: () => Promise.resolve(),
    timeoutSeconds,
    clock,
  });
  const client = async (timeoutSeconds: number, ...replies: readonly Reply[]) => {
    source = await scriptedSource(...replies);
    const known = new Map<string, string>();
    const readSecret: ReadSecret = (secretId, options) => {
      const token = known.get(secretId);
      if (token !== undefined && token !== options?.refused) return Promise.resolve(token);
      const fresh = tokens.length > 1 ? (tokens.shift() ?? "") : (tokens[0] ?? "");
      known.set(secretId, fresh);
      return Promise.resolve(fresh);
    };
    return reading(sourceClient(optionsFor(`${source.baseUrl}/ops/`, readSecret, timeoutSeconds)));
  };
  const request = (seconds = 60) => ({
    target: { path: "/events", query: { limit: "5000", offset: "0" } },
    place: "run r dataset d page 3",
    deadline: clock.now() + seconds * 1000,
  });

  beforeEach(() => {
    clock = fakeClock();
    tokens = ["secret-1"];
  });
  afterEach(async () => {
    await source?.close();
  });

  it("asks below the base URL with the bearer token and answers body and value", async () => {
    const ask = await client(5, json(page));
    const { value, lines } = await ask(request());
    expect(value).to.deep.equal(page);
    expect(lines.map((line) => Buffer.from(line).toString())).to.deep.equal(['{"id":1}']);
    expect(source?.requests[0]).to.include({
      url: "/ops/events?limit=5000&offset=0",
      authorization: "Bearer secret-1",
    });
  });

  it("reads an answer with a byte order mark and a charset", async () => {
    const marked: Reply = (_request, response) => {
      response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
      response.end(`\ufeff${JSON.stringify(page)}`);
    };
    const { value, lines } = await (await client(5, marked))(request());
    expect(value).to.deep.equal(page);
    expect(lines.map((line) => Buffer.from(line).toString())).to.deep.equal(['{"id":1}']);
  });

  it("waits as long as Retry-After says in seconds", async () => {
    const ask = await client(5, status(429, { "retry-after": "7" }), json(page));
    await ask(request());
    expect(clock.slept).to.have.length(1);
    expect(clock.slept[0]).to.be.within(7_000, 7_500);
  });

  it("waits until the date that Retry-After names", async () => {
    const date = new Date(clock.now() + 9_000).toUTCString();
    const ask = await client(5, status(429, { "retry-after": date }), json(page));
    await ask(request());
    expect(clock.slept[0]).to.be.within(9_000, 9_500);
  });

  it("backs off with full jitter when a 429 names no time", async () => {
    const ask = await client(5, status(429), status(429), status(429), json(page));
    await ask(request());
    expect(clock.slept).to.deep.equal([250, 500, 1_000]);
  });

  it("holds the other pages of the process back too while the source asks to wait", async () => {
    const ask = await client(5, status(429, { "retry-after": "20" }), json(page));
    const fault = await faultOf(ask(request(10)));
    expect(fault.retryAfterMs).to.equal(20_000);
    await ask(request());
    expect(clock.slept).to.deep.equal([20_000]);
  });

  const passing: readonly (readonly [string, Reply])[] = [
    ["a 503", status(503)],
    ["a connection reset", reset],
    ["a body that ends too early", truncated],
    ["JSON that ends too early", cutJson],
    ["broken gzip", brokenGzip],
    ["a proxy's page instead of JSON", html],
  ];
  for (const [name, reply] of passing) {
    it(`tries again after ${name}`, async () => {
      const ask = await client(5, reply, json(page));
      expect((await ask(request())).value).to.deep.equal(page);
      expect(source?.requests).to.have.length(2);
    });
  }

  it("tries again after a hang", async () => {
    const ask = await client(0.1, hang, json(page));
    expect((await ask(request())).value).to.deep.equal(page);
  });

  it("gives up when the next attempt would not fit in the time left, and names the page", async () => {
    const ask = await client(5, status(500));
    const fault = await faultOf(ask(request(3)));
    expect(fault.problem).to.include({ code: "SOURCE_HTTP_500", place: "run r dataset d page 3" });
    expect(fault.retry).to.equal("soon");
    expect(source?.requests.length).to.be.within(2, 10);
  });

  it("gives up when others have waited long enough, whatever time is left", async () => {
    source = await scriptedSource(status(500));
    const options = optionsFor(source.baseUrl, () => Promise.resolve("t"), 5);
    const started = clock.now();
    await faultOf(reading(sourceClient({ ...options, patienceSeconds: 30 }))(request(3_600)));
    expect(clock.now() - started).to.be.within(10_000, 30_000);
    await faultOf(reading(sourceClient(options))(request(300)));
    expect(clock.now() - started).to.be.above(200_000);
  });

  it("says that the source hung", async () => {
    const ask = await client(0.05, hang);
    const fault = await faultOf(ask(request(0.2)));
    expect(fault.message).to.equal(
      "SOURCE_TIMEOUT run r dataset d page 3: no full answer within 0.05 s. " +
        "Fix: nothing was written; check the source's health if this continues.",
    );
  });

  it("reads a rotated secret again, once, and goes on", async () => {
    tokens = ["old", "new"];
    const ask = await client(5, status(401), json(page));
    await ask(request());
    await ask(request());
    expect(source?.requests.map(({ authorization }) => authorization)).to.deep.equal([
      "Bearer old",
      "Bearer new",
      "Bearer new",
    ]);
  });

  it("fails closed when the fresh token is refused too, without printing it", async () => {
    tokens = ["old", "s3cret-value"];
    const fault = await faultOf((await client(5, status(401)))(request()));
    expect(fault.problem.code).to.equal("SOURCE_UNAUTHORIZED");
    expect(fault.message).to.contain("ops-token").and.not.contain("s3cret-value");
    expect(source?.requests).to.have.length(2);
  });

  it("does not repeat a request that the source refuses for good", async () => {
    const fault = await faultOf((await client(5, status(404)))(request()));
    expect(fault.problem.code).to.equal("SOURCE_HTTP_404");
    expect(fault.retry).to.equal("later");
    expect(source?.requests).to.have.length(1);
  });

  it("does not follow a redirect with the token", async () => {
    const ask = await client(5, status(302, { location: "http://127.0.0.1:9/elsewhere" }));
    const fault = await faultOf(ask(request(1)));
    expect(fault.problem.code).to.equal("SOURCE_REDIRECTED");
    expect(fault.message).to.contain("to the host 127.0.0.1:9");
    expect(source?.requests).to.have.length(1);
  });
});
