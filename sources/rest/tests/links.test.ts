import { expect } from "chai";
import { thrown } from "../../../tests/unit/lambdas/rejection.ts";
import type { Answer } from "../answer/answer.ts";
import { pagerOf } from "../paging/index.ts";

const baseUrl = "https://api.example.com/v1";
const place = "run r dataset d page 0";

const nextOf = (link: string, at?: string, secretParameter?: string): string | undefined => {
  const pager = pagerOf(
    { paging: { type: "next-link", next: "$.next" }, path: "/orders" },
    { baseUrl, secretParameter },
  );
  const answer: Answer = { headers: new Headers(), value: { next: link }, lines: [], records: [] };
  return pager.next({ at, answer, place });
};

describe("a link to the next page", () => {
  const links: readonly (readonly [title: string, link: string, next: string])[] = [
    ["that is a URL", "https://api.example.com/v1/orders?page=2", "/v1/orders?page=2"],
    ["that is a path", "/v1/orders?page=2", "/v1/orders?page=2"],
    ["that is a query", "?page=2", "/v1/orders?page=2"],
    ["that is relative to its page", "orders?page=2", "/v1/orders?page=2"],
    ["of another path of the API", "https://api.example.com/v2/items?after=7", "/v2/items?after=7"],
    ["of an API that believes to be reached by http", "http://api.example.com/v1/orders?page=2", "/v1/orders?page=2"],
  ];
  for (const [title, link, next] of links) {
    it(`${title} is followed`, () => {
      expect(nextOf(link)).to.equal(next);
    });
  }

  it("that is a query keeps the path of the page that has it", () => {
    expect(nextOf("?page=3", "/v2/items?page=2")).to.equal("/v2/items?page=3");
  });

  it("loses the parameter with the credential, so that nothing stores it", () => {
    expect(nextOf("/v1/orders?page=2&key=s3cret&all=yes", undefined, "key")).to.equal("/v1/orders?page=2&all=yes");
  });

  for (const link of [
    "https://api.example.com.evil.example/v1",
    "https://evil.example/v1/orders",
    "//evil.example/",
    "https://api.example.com:8443/v1",
  ]) {
    it(`to another host is refused: ${link}`, () => {
      const { problem } = thrown(() => nextOf(link));
      expect(problem).to.include({ code: "NEXT_LINK_ELSEWHERE", place });
    });
  }

  it("that is no URL is refused", () => {
    expect(thrown(() => nextOf("https://")).problem.code).to.equal("NEXT_LINK_INVALID");
  });
});

describe("a key that leads to the next page", () => {
  const nextOf = (...lines: readonly string[]): string | undefined => {
    const pager = pagerOf(
      { paging: { type: "keyset", size: "limit", after: "after", key: "id" }, path: "/orders" },
      { baseUrl, secretParameter: undefined },
    );
    const records = lines.map((line) => JSON.parse(line) as object);
    const answer: Answer = {
      headers: new Headers(),
      value: {},
      lines: lines.map((line) => Buffer.from(line)),
      records,
    };
    return pager.next({ at: undefined, answer, place });
  };

  it("is the last record's, whatever ids the objects in it have", () => {
    expect(nextOf('{"id":1}', '{"customer":{"id":99},"id":7,"lines":[{"id":8}]}')).to.equal("7");
  });

  it("keeps the digits of a 64-bit number, and finds them beside other ids", () => {
    expect(nextOf('{"customer":{"id":5},"id":9007199254740993}')).to.equal("9007199254740993");
  });

  it("is refused if two numbers of that name can't be told apart", () => {
    const line = '{"parent":{"id":9007199254740992},"id":9007199254740993}';
    expect(thrown(() => nextOf(line)).problem.code).to.equal("KEYSET_KEY_MISSING");
  });

  it("may be text", () => {
    expect(nextOf('{"id":"ch_1"}')).to.equal("ch_1");
  });

  it("is refused if it is neither", () => {
    for (const line of ['{"id":1.5}', '{"id":null}', '{"id":""}', '{"id":{"a":1}}', "{}"]) {
      expect(thrown(() => nextOf(line)).problem.code, line).to.equal("KEYSET_KEY_MISSING");
    }
  });
});
