import { expect } from "chai";
import { startSourceApis, type SourceApis } from "../../../support/source-apis.ts";

describe("limits of the demo source's ways", () => {
  let apis: SourceApis;
  beforeEach(async () => (apis = await startSourceApis()));
  afterEach(() => apis.close());

  const statuses = async (way: string, calls: number): Promise<number[]> => {
    const all: number[] = [];
    for (let call = 0; call < calls; call += 1) all.push((await apis.call(`/ways/${way}/items`)).status);
    return all;
  };
  const retryAfter = async (way: string): Promise<string | null> =>
    (await apis.call(`/ways/${way}/items`)).headers.get("retry-after");

  it("admit some calls per seconds and say when to come again", async () => {
    expect(await statuses("rate=2:10", 3)).to.deep.equal([200, 200, 429]);
    apis.clock.now += 3_500;
    expect(await retryAfter("rate=2:10")).to.equal("7");
    apis.clock.now += 6_499;
    expect(await retryAfter("rate=2:10")).to.equal("1");
    apis.clock.now += 1;
    expect(await statuses("rate=2:10", 3)).to.deep.equal([200, 200, 429]);
  });

  it("say it as a date, or not at all, or with another status", async () => {
    expect(await statuses("rate=1:10,retry=date", 1)).to.deep.equal([200]);
    expect(await retryAfter("rate=1:10,retry=date")).to.equal("Sun, 01 Feb 2026 12:00:11 GMT");
    expect(await statuses("rate=1:10,retry=none,limited=403", 2)).to.deep.equal([200, 403]);
    expect(await retryAfter("rate=1:10,retry=none,limited=403")).to.equal(null);
  });

  it("end a day's calls until midnight UTC", async () => {
    expect(await statuses("quota=2", 3)).to.deep.equal([200, 200, 429]);
    expect(await retryAfter("quota=2")).to.equal((12 * 3_600).toString());
    apis.clock.now += 12 * 3_600_000;
    expect(await statuses("quota=2", 3)).to.deep.equal([200, 200, 429]);
  });

  it("are counted per run, and the count can be asked for", async () => {
    expect(await statuses("rate=1:10,run=a", 2)).to.deep.equal([200, 429]);
    expect(await statuses("rate=1:10,run=b", 1)).to.deep.equal([200]);
    expect((await apis.call("/ways/rate=1:10,run=a/calls")).json()).to.deep.equal({
      calls: { items: 1, count: 0, token: 0 },
      faults: {},
      limited: 1,
    });
  });
});
