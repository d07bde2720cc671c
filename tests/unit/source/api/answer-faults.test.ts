import { expect } from "chai";
import { credentials } from "../../../../sandbox/source/api/credentials.ts";
import { startSourceApis, type SourceApis } from "../../../support/source-apis.ts";

describe("faulty answers of the demo source's ways", () => {
  let apis: SourceApis;
  before(async () => (apis = await startSourceApis()));
  after(() => apis.close());

  /** The text of the error that a call ends with. */
  const failure = async (path: string, init?: RequestInit): Promise<string> => {
    try {
      await apis.call(path, init);
    } catch (error) {
      const { message, cause } = error as Error & { cause?: { code?: string; message: string } };
      return cause?.code ?? cause?.message ?? message;
    }
    throw new Error(`${path} was answered`);
  };
  const statuses = async (path: string, calls: number): Promise<number[]> => {
    const all: number[] = [];
    for (let call = 0; call < calls; call += 1) all.push((await apis.call(path)).status);
    return all;
  };

  it("are whole without a fault", async () => {
    const reply = await apis.call("/ways/rows=5/items");
    expect(reply.status).to.equal(200);
    expect((reply.json() as { data: unknown[] }).data).to.have.length(5);
  });

  it("end early, as if that were all", async () => {
    const reply = await apis.call("/ways/fault=truncated/items");
    expect(reply.status).to.equal(200);
    expect(reply.json).to.throw(SyntaxError);
    expect(reply.text.length).to.be.greaterThan(100);
  });

  it("end before the length that they announce", async () => {
    expect(await failure("/ways/fault=cut-off/items")).to.equal("UND_ERR_SOCKET");
  });

  it("are gzips that can't be unpacked", async () => {
    for (const rows of [0, 1, 100, 1_000]) {
      expect(await failure(`/ways/fault=broken-gzip,rows=${rows}/items?limit=1000`), `${rows} rows`).to.match(/^Z_/);
    }
  });

  it("are errors with status 200, in JSON or in HTML", async () => {
    const error = await apis.call("/ways/fault=error-200/items");
    expect([error.status, error.json()]).to.deep.equal([
      200,
      { error: { code: "internal", message: "the query was canceled" } },
    ]);
    for (const fault of ["wrong-content-type", "html-login"]) {
      const page = await apis.call(`/ways/fault=${fault}/items`);
      expect(page.status).to.equal(200);
      expect(page.headers.get("content-type")).to.equal("text/html; charset=utf-8");
      expect(page.text).to.match(/^<!DOCTYPE html>/);
      expect(page.text.includes('type="password"'), fault).to.equal(fault === "html-login");
    }
  });

  it("never come, or the connection is reset", async () => {
    expect(await failure("/ways/fault=hang/items", { signal: AbortSignal.timeout(100) })).to.contain("timeout");
    expect(await failure("/ways/fault=reset/items")).to.equal("ECONNRESET");
  });

  it("are redirects to another host", async () => {
    const reply = await apis.call("/ways/fault=redirect/items?limit=5");
    expect(reply.status).to.equal(302);
    expect(reply.headers.get("location")).to.equal("http://elsewhere.invalid/items?limit=5");
  });

  it("are server errors at every call, or at the first call of each URL", async () => {
    expect(await statuses("/ways/fault=500/items", 2)).to.deep.equal([500, 500]);
    expect(await statuses("/ways/fault=500,status=502/items", 1)).to.deep.equal([502]);
    expect(await statuses("/ways/fault=503-once/items?offset=0", 2)).to.deep.equal([503, 200]);
    expect(await statuses("/ways/fault=503-once/items?offset=5", 2)).to.deep.equal([503, 200]);
    expect(await statuses("/ways/fault=503-once,run=again/items?offset=5", 2)).to.deep.equal([503, 200]);
  });

  it("refuse a token that was good before", async () => {
    expect(await statuses("/ways/fault=401,call=2/items", 3)).to.deep.equal([200, 401, 200]);
  });

  it("happen at a page, at a call, or so many times", async () => {
    const at = "/ways/fault=500,at=3/items?limit=10&offset=";
    expect([...(await statuses(`${at}10`, 1)), ...(await statuses(`${at}20`, 2))]).to.deep.equal([200, 500, 500]);
    expect(await statuses("/ways/fault=500,call=3/items", 4)).to.deep.equal([200, 200, 500, 200]);
    expect(await statuses("/ways/fault=500,times=2/items", 3)).to.deep.equal([500, 500, 200]);
    const once = "/ways/fault=500,at=2,times=1,paging=page/items?per_page=10&page=";
    expect([...(await statuses(`${once}1`, 1)), ...(await statuses(`${once}2`, 2))]).to.deep.equal([200, 500, 200]);
  });

  it("happen at a page of every way of paging", async () => {
    for (const [paging, size, third] of [
      ["offset", "limit", "offset=20"],
      ["page", "per_page", "page=3"],
      ["link-header", "per_page", "page=3"],
      ["keyset", "limit", "starting_after=20"],
    ] as const) {
      const path = `/ways/fault=500,at=3,paging=${paging}/items?${size}=10`;
      expect([await statuses(path, 1), await statuses(`${path}&${third}`, 1)], paging).to.deep.equal([[200], [500]]);
    }
    let url: string | null = "/ways/fault=500,at=3,paging=next-link/items?limit=10";
    const seen: number[] = [];
    while (url !== null) {
      const reply = await apis.call(url);
      seen.push(reply.status);
      url = reply.status === 200 ? (reply.json() as { next: string | null }).next : null;
    }
    expect(seen).to.deep.equal([200, 200, 500]);
  });

  it("happen at the count or at the token instead of the items", async () => {
    expect(await statuses("/ways/total=count,fault=500,on=count,times=1/items/count", 2)).to.deep.equal([500, 200]);
    expect(await statuses("/ways/total=count,fault=500,on=count/items", 1)).to.deep.equal([200]);
    const { id, secret } = credentials.oauth2;
    const init = {
      method: "POST",
      body: new URLSearchParams({ grant_type: "client_credentials", client_id: id, client_secret: secret }),
    };
    const path = "/ways/auth=oauth2,fault=500,on=token,times=1/oauth/token";
    expect([(await apis.call(path, init)).status, (await apis.call(path, init)).status]).to.deep.equal([500, 200]);
  });

  it("refuse to happen where they can't", async () => {
    const reply = await apis.call("/ways/fault=shuffle+insert-between,at=2,on=count/items");
    expect((reply.json() as { problems: string[] }).problems.map((problem) => problem.split(" ")[0])).to.deep.equal([
      "on=count",
      "on=count",
      "at",
    ]);
  });

  it("are counted per run", async () => {
    await apis.call("/ways/fault=500,run=counted/items");
    expect((await apis.call("/ways/fault=500,run=counted/calls")).json()).to.deep.include({ faults: { "500": 1 } });
    expect((await apis.call("/ways/fault=500,run=other/calls")).json()).to.deep.include({ faults: {} });
  });
});
