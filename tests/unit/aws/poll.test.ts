import { expect } from "chai";
import { polled } from "../../../aws/poll.ts";

const faulted = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

describe("looking until something has ended", () => {
  const pace = { firstMs: 1 };

  it("answers what the first look finds that finds something, even if that is false", async () => {
    let looks = 0;
    const look = () => Promise.resolve(++looks < 3 ? undefined : false);
    expect([await polled(look, { pace }), looks]).to.deep.equal([false, 3]);
  });

  it("waits longer each time, up to the slowest pause", async () => {
    const looked: number[] = [];
    const look = () => {
      looked.push(performance.now());
      return Promise.resolve(looked.length === 5 ? "ended" : undefined);
    };
    await polled(look, { pace: { firstMs: 20, growth: 2, slowestMs: 40 } });
    const pauses = looked.slice(1).map((at, index) => at - (looked[index] ?? 0));
    // timers may fire a millisecond early, and late when the machine is busy
    for (const [index, least] of [20, 40, 40, 40].entries()) expect(pauses[index]).to.be.at.least(least - 2);
  });

  it("stops what it waits for when the waiting is ended, and throws the end's reason", async () => {
    const controller = new AbortController();
    const stopped: string[] = [];
    const look = () => {
      controller.abort();
      return Promise.resolve(undefined);
    };
    const stop = () => Promise.resolve(stopped.push("stopped"));
    const error = await faulted(polled(look, { pace, signal: controller.signal, stop }));
    expect([(error as Error).name, stopped]).to.deep.equal(["AbortError", ["stopped"]]);
  });

  it("stops nothing when a look fails: there is nothing to stop any more", async () => {
    const broken = new Error("it ended badly");
    const stopped: string[] = [];
    const stop = () => Promise.resolve(stopped.push("stopped"));
    expect(await faulted(polled(() => Promise.reject(broken), { pace, stop }))).to.equal(broken);
    expect(stopped).to.deep.equal([]);
  });
});
