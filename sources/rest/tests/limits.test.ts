import { expect } from "chai";
import { startSourceApis, type SourceApis } from "../../../tests/support/source-apis.ts";
import { fails, loads } from "./outcome.ts";

const state = /state the source's rate in contracts\/sources\.yaml/;

describe("a night of a source that limits calls", () => {
  let apis: SourceApis;
  before(async () => {
    apis = await startSourceApis();
  });
  after(async () => {
    await apis.close();
  });

  const limited = "rows=105,rate=5:10";

  it("waits as many seconds as the source says, and loads every row", async () => {
    const { slept, calls } = await loads(apis, { way: limited });
    expect(slept).to.have.length.within(2, 4);
    for (const milliseconds of slept) expect(milliseconds).to.be.within(9_000, 11_000);
    expect(calls.items).to.equal(13);
  });

  it("waits until the date that the source says, and loads every row", async () => {
    const { slept } = await loads(apis, { way: `${limited},retry=date` });
    for (const milliseconds of slept) expect(milliseconds).to.be.within(9_000, 12_000);
  });

  it("backs off where the source doesn't say how long, and loads every row", async () => {
    const { slept } = await loads(apis, { way: `${limited},retry=none` });
    expect(slept).to.have.length.above(6);
    expect(Math.max(...slept)).to.be.below(10_001);
  });

  it("waits after a 403 that says how long", async () => {
    await loads(apis, { way: `${limited},limited=403` });
    await loads(apis, { way: `${limited},limited=403,retry=date` });
  });

  it("fails on a 403 that doesn't say how long, because it may be one for good", async () => {
    const failure = { code: "SOURCE_HTTP_403", fix: /base URL/ };
    await fails(apis, { way: "rate=1:10,limited=403,retry=none" }, failure);
  });

  it("loads every row of a chain within limits", async () => {
    const request = { paging: { type: "cursor" }, total: { from: "none" } };
    await loads(apis, { way: `paging=cursor,total=none,${limited}`, request });
  });

  it("fails when a day's quota ends before the rows do, and says what helps", async () => {
    await fails(apis, { way: "quota=6" }, { code: "SOURCE_HTTP_429", fix: state });
  });

  it("fails when a day's quota ends before the total is known", async () => {
    await fails(apis, { way: "quota=0,retry=none" }, { code: "SOURCE_HTTP_429", fix: state });
  });

  it("fails when a day's quota ends before everything is read again", async () => {
    const request = { total: { from: "none" } };
    await fails(apis, { way: "total=none,quota=12", request }, { code: "WALK_FAILED" });
  });

  it("loads every row the next day", async () => {
    const segment = "quota=7,rows=50";
    await fails(apis, { way: segment, pageSize: 5 }, { code: "SOURCE_HTTP_429", fix: state });
    apis.clock.now += 86_400_000;
    await loads(apis, { way: "quota=13,rows=50", pageSize: 5 });
  });
});
