import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { rotationsOf } from "../../../lambdas/rotate/rotations.ts";
import { tokenChecker, tokenIssuer } from "../../../sources/token-source.ts";
import { sourceServer } from "../../../sandbox/source/server.ts";
import { sourceTokens } from "../../../sandbox/source/tokens.ts";
import { faultOf } from "../lambdas/rejection.ts";

const servers: Server[] = [];
const listen = async (server: Server): Promise<string> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const answering = (listener: RequestListener): Promise<string> => listen(createServer(listener));

describe("a source that issues tokens", () => {
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  it("gives the holder of the current token a new one, which it then accepts", async () => {
    const tokens = sourceTokens("operator-token-of-16");
    const url = `${await listen(sourceServer(new Map(), tokens))}/ops/tokens`;
    const source = { name: "ops", url };
    const current = await tokenIssuer(5)(source, "operator-token-of-16");
    const next = await tokenIssuer(5)(source, current);
    await tokenChecker(5)(source, next);
    expect(tokens.isValid(current), "asking whether the new token is valid is no use of it").to.equal(true);
    expect(tokens.use(next)).to.equal(true);
    const refused = await faultOf(tokenChecker(5)(source, current));
    expect(refused.message).to.match(/^SOURCE_UNAUTHORIZED tokens of source ops: /);
    expect(refused.message).not.to.contain(current);
  });

  const answers: readonly [string, string, RequestListener][] = [
    ["SOURCE_HTTP_500", "is broken", (_, response) => response.writeHead(500).end()],
    ["SOURCE_UNAUTHORIZED", "refuses the current token", (_, response) => response.writeHead(401).end()],
    ["SOURCE_TOKEN_INVALID", "answers no JSON", (_, response) => response.writeHead(201).end("<html>")],
    ["SOURCE_TOKEN_INVALID", "answers no token", (_, response) => response.writeHead(201).end('{"ok":true}')],
    [
      "SOURCE_TOKEN_INVALID",
      "answers what no header can carry",
      (_, response) => response.writeHead(201).end('{"token":"with a line\\n break and more"}'),
    ],
    [
      "SOURCE_TOKEN_INVALID",
      "answers the current token again",
      (_, response) => response.writeHead(201).end('{"token":"current-token-of-16"}'),
    ],
    [
      "SOURCE_UNREACHABLE",
      "sends the token elsewhere",
      (_, response) => response.writeHead(307, { location: "http://127.0.0.1:9/" }).end(),
    ],
  ];
  for (const [code, what, listener] of answers) {
    it(`fails closed when it ${what}`, async () => {
      const url = await answering(listener);
      const error = await faultOf(tokenIssuer(5)({ name: "ops", url }, "current-token-of-16"));
      expect(error.message).to.match(new RegExp(`^${code} tokens of source ops: `));
      expect(error.message).not.to.contain("current-token-of-16");
    });
  }
});

describe("the rotated secrets of the environment", () => {
  it("name the source of each", () => {
    const sourceOf = rotationsOf('{"arn:one":{"name":"ops","url":"https://ops.example/tokens"}}');
    expect(sourceOf("arn:one")).to.deep.equal({ name: "ops", url: "https://ops.example/tokens" });
    expect(() => sourceOf("arn:two")).to.throw(/^SECRET_NOT_ROTATED secret arn:two: .*rotated secrets are arn:one/);
  });

  for (const text of ["", "{}", "[]", "null"]) {
    it(`are refused as ${JSON.stringify(text)}`, () => {
      expect(() => rotationsOf(text)).to.throw(/ENVIRONMENT_VARIABLE_INVALID ROTATIONS: /);
    });
  }

  it("are refused with what is missing of a source", () => {
    expect(() => rotationsOf('{"arn:one":{"name":"ops"}}')).to.throw(
      /ENVIRONMENT_VARIABLE_INVALID ROTATIONS arn:one: "url" is missing/,
    );
  });
});
