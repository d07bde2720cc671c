import { expect } from "chai";
import { heartbeatKey } from "../../../../model/sql/environment.ts";
import { isAlive, lastSign, underWay, whileBeating } from "../../../../sql/apply/heartbeat.ts";
import type { Heartbeat } from "../../../../model/documents/heartbeat.ts";
import { memoryDocuments } from "../../../support/sql/ports.ts";

const by = "arn:aws:sts::000000000000:assumed-role/engineer/ann";
const start = new Date("2026-03-01T00:00:00Z");
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);
const revision = { environment: "production", revision: 4, attempts: 1 };

describe("signs of life of an apply", () => {
  const never = new AbortController().signal;
  const sign: Heartbeat = {
    formatVersion: 1,
    ...{ revision: 4, attempt: 1, by, since: start.toISOString(), at: start.toISOString(), ended: false },
  };

  it("are there while it is carried out, and end with it, well or not", async () => {
    const documents = memoryDocuments();
    const around = { documents, now: () => start };
    const seen = await whileBeating("production", { revision: 4, attempt: 1, by }, around, never, () =>
      lastSign(revision, documents),
    );
    expect(seen).to.deep.equal(sign);
    expect((await lastSign(revision, documents))?.ended).to.equal(true);
    const failing = whileBeating("production", { revision: 4, attempt: 2, by }, around, never, () =>
      Promise.reject(new Error("broken")),
    );
    expect(await failing.catch((error: unknown) => error)).to.include({ message: "broken" });
    expect((await lastSign({ ...revision, attempts: 2 }, documents))?.ended).to.equal(true);
    expect(await lastSign(revision, documents), "of another attempt").to.equal(undefined);
  });

  it("end at once when it is interrupted, before its work does", async () => {
    const documents = memoryDocuments();
    const controller = new AbortController();
    await whileBeating(
      "production",
      { revision: 4, attempt: 1, by },
      { documents, now: () => start },
      controller.signal,
      async () => {
        controller.abort();
        expect((JSON.parse(documents.texts.get(heartbeatKey("production")) ?? "") as Heartbeat).ended).to.equal(true);
        await Promise.resolve();
      },
    );
  });

  it("count for a minute", () => {
    expect(isAlive({ state: "applying" }, sign, later(59))).to.equal(true);
    expect(isAlive({ state: "applying" }, sign, later(60))).to.equal(false);
    expect(isAlive({ state: "applying" }, { ...sign, ended: true }, start)).to.equal(false);
    expect(isAlive({ state: "failed" }, sign, start)).to.equal(false);
    expect(isAlive({ state: "applying" }, undefined, start)).to.equal(false);
  });

  it("say who carries a revision out, and since when", () => {
    const problem = underWay({ environment: "production", revision: 4 }, sign, later(7));
    expect(problem.place).to.equal("revision 4 of production");
    expect(problem.message).to.equal(
      `${by} has been carrying it out since 2026-03-01T00:00:00.000Z; the last sign of life is 7 s old`,
    );
  });
});
