import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { sourceServer } from "../../../sandbox/source/server.ts";
import { wholeTable } from "../../../sandbox/source/table.ts";
import { sourceTokens } from "../../../sandbox/source/tokens.ts";

const records = Array.from({ length: 12 }, (_, index) => `{"id":${9_007_199_254_740_993n + BigInt(index)}}`);

describe("server of the demo source", () => {
  let server: Server;
  let baseUrl = "";
  let made = 0;

  before(async () => {
    const events = () => {
      made += 1;
      return wholeTable(records);
    };
    const tables = new Map([
      ["/ops/events", events],
      ["/ops/many", () => wholeTable(Array.from({ length: 6_000 }, () => "{}"))],
    ]);
    server = sourceServer(tables, sourceTokens("right"));
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const get = async (path: string, token = "right", method = "GET") => {
    const response = await fetch(`${baseUrl}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, text: await response.text() };
  };

  it("is ready without a token", async () => {
    expect(await get("/health", "")).to.deep.equal({ status: 200, text: '{"status":"ok"}' });
  });

  it("answers a page with the total, and the rest of the records on the next", async () => {
    const page = (from: number, to: number): string => records.slice(from, to).join(",");
    expect(await get("/ops/events?limit=8&offset=0")).to.deep.equal({
      status: 200,
      text: `{"data":[${page(0, 8)}],"total":12,"limit":8,"offset":0}`,
    });
    expect((await get("/ops/events?limit=8&offset=8")).text).to.equal(
      `{"data":[${page(8, 12)}],"total":12,"limit":8,"offset":8}`,
    );
    expect((await get("/ops/events?limit=8&offset=100")).text).to.equal(
      '{"data":[],"total":12,"limit":8,"offset":100}',
    );
    expect(made).to.equal(1);
  });

  it("never hands out more than 5,000 records, and says so", async () => {
    const answer = JSON.parse((await get("/ops/many?limit=9000")).text) as {
      data: unknown[];
      limit: number;
      total: number;
    };
    expect(answer.data).to.have.length(5_000);
    expect(answer).to.include({ limit: 5_000, total: 6_000 });
  });

  it("refuses wrong tokens, unknown paths and other methods", async () => {
    expect((await get("/ops/events", "wrong")).status).to.equal(401);
    expect((await get("/ops/none")).status).to.equal(404);
    expect((await get("/ops/events", "right", "POST")).status).to.equal(405);
  });

  it("names every wrong parameter at once", async () => {
    const { status, text } = await get("/ops/events?limit=0&offset=-1&updated_since=yesterday&page=3");
    expect(status).to.equal(400);
    expect((JSON.parse(text) as { problems: string[] }).problems).to.deep.equal([
      'limit is "0"; it has to be a whole number of at least 1',
      'offset is "-1"; it has to be a whole number of at least 0',
      'updated_since is "yesterday"; it has to be an instant in UTC such as 2026-01-31T00:00:00Z',
      "page is no parameter; there are limit, offset, updated_since, updated_until",
    ]);
  });
});
