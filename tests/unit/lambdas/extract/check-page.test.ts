import { expect } from "chai";
import { checkPage } from "../../../../lambdas/extract/check-page.ts";
import { parsePageMessage } from "../../../../lambdas/extract/page-message.ts";
import { redeliverySeconds } from "../../../../lambdas/extract/redelivery.ts";
import { Fault } from "../../../../lambdas/shared/fault.ts";
import { message, runId } from "../fakes.ts";
import { thrown } from "../rejection.ts";

const page = { data: [{ id: 1 }, { id: 2 }], total: 2, limit: 10, offset: 0 };
const place = `run ${runId} dataset ops.events page 0`;

describe("check of a page", () => {
  it("accepts exactly what was planned", () => {
    expect(() => {
      checkPage(message(), page);
    }).to.not.throw();
  });

  const wrong: readonly (readonly [string, unknown, string])[] = [
    ["a 200 with an error in it", { error: "maintenance" }, "SOURCE_ANSWER_UNEXPECTED"],
    ["data that is no array", { ...page, data: {} }, "SOURCE_ANSWER_UNEXPECTED"],
    ["an array instead of an object", [1, 2], "SOURCE_ANSWER_UNEXPECTED"],
    ["a total that is no number", { ...page, total: "2" }, "SOURCE_ANSWER_UNEXPECTED"],
    ["a short page", { ...page, data: [{ id: 1 }] }, "PAGE_COUNT_MISMATCH"],
    ["an empty page", { ...page, data: [] }, "PAGE_COUNT_MISMATCH"],
    ["a page that is too long", { ...page, data: [{}, {}, {}] }, "PAGE_COUNT_MISMATCH"],
    ["another total", { ...page, total: 3 }, "PAGE_TOTAL_CHANGED"],
    ["a limit that was cut silently", { ...page, limit: 1, data: [{ id: 1 }] }, "PAGE_LIMIT_CAPPED"],
    ["another offset", { ...page, offset: 10 }, "PAGE_OFFSET_WRONG"],
    ["a record that is no object", { ...page, data: [{ id: 1 }, 2] }, "PAGE_RECORD_INVALID"],
  ];
  for (const [name, answer, code] of wrong) {
    it(`refuses ${name}`, () => {
      const fault = thrown(() => {
        checkPage(message(), answer);
      });
      expect(fault.problem).to.include({ code, place });
      expect(fault.retry).to.equal("later");
    });
  }

  it("says what was found and what was expected", () => {
    const fault = thrown(() => {
      checkPage(message(), { ...page, data: [{ id: 1 }] });
    });
    expect(fault.message).to.equal(
      `PAGE_COUNT_MISMATCH ${place}: the page has 1 records, expected were 2. ` +
        "Fix: run the night again; the next attempt plans with the new total.",
    );
  });
});

describe("message of a page", () => {
  it("is read back as it was sent", () => {
    expect(parsePageMessage("m", JSON.stringify(message()))).to.deep.equal(message());
  });

  it("is refused with everything that is wrong with it", () => {
    const body = JSON.stringify({ ...message(), page: -1, runId: "", window: { since: 1 } });
    expect(thrown(() => parsePageMessage("m-1", body)).message).to.equal(
      "PAGE_MESSAGE_INVALID message m-1: it is no page's message: missing or wrong are runId, page, window.since, " +
        "window.until. Fix: send messages to the page queue by planning a run only.",
    );
  });

  it("is refused when it is not JSON", () => {
    expect(thrown(() => parsePageMessage("m", "poison")).problem.code).to.equal("PAGE_MESSAGE_INVALID");
  });
});

describe("redelivery of a failed page", () => {
  const fault = (retry: "soon" | "later", retryAfterMs?: number): Fault =>
    new Fault(
      { code: "X", place: "p", message: "m", fix: "f" },
      { retry, ...(retryAfterMs !== undefined && { retryAfterMs }) },
    );
  const almostOne = (): number => 0.999;

  it("gives an outage minutes and a wrong answer seconds", () => {
    expect([1, 2, 3, 4].map((count) => redeliverySeconds(fault("soon"), count, almostOne))).to.deep.equal([
      15, 30, 60, 120,
    ]);
    expect([1, 2, 3, 4].map((count) => redeliverySeconds(fault("later"), count, almostOne))).to.deep.equal([
      2, 4, 8, 16,
    ]);
    expect(redeliverySeconds(new Error("S3 is away"), 1, almostOne)).to.equal(15);
  });

  it("is never sooner than the source asked, and never later than SQS can wait", () => {
    expect(redeliverySeconds(fault("soon", 40_000), 1, () => 0)).to.equal(40);
    expect(redeliverySeconds(fault("soon", 86_400_000), 1, almostOne)).to.equal(21_600);
    expect(redeliverySeconds(fault("later"), 1, () => 0)).to.equal(1);
  });
});
