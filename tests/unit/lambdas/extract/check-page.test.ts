import { expect } from "chai";
import { checkNothingBeyond, checkPage, mayHideRows } from "../../../../lambdas/shared/check-page.ts";
import { parsePageMessage } from "../../../../lambdas/extract/page-message.ts";
import { redeliverySeconds } from "../../../../lambdas/extract/redelivery.ts";
import { Fault } from "../../../../model/fault.ts";
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
    ["no list where rows are expected", { ...page, data: null }, "PAGE_COUNT_MISMATCH"],
    ["no list and no total", { data: null }, "SOURCE_ANSWER_UNEXPECTED"],
    ["a page that says it failed", { ...page, error: "timeout" }, "SOURCE_ANSWER_UNEXPECTED"],
    ["a page with errors", { ...page, errors: [{ code: 7 }] }, "SOURCE_ANSWER_UNEXPECTED"],
    ["a short page", { ...page, data: [{ id: 1 }] }, "PAGE_COUNT_MISMATCH"],
    ["an empty page", { ...page, data: [] }, "PAGE_COUNT_MISMATCH"],
    ["a last page that is too long", { ...page, data: [{}, {}, {}] }, "ROWS_BEYOND_TOTAL"],
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
      `PAGE_COUNT_MISMATCH ${place}: expected 2 rows, got 1. ` +
        "Fix: run the night again; the next attempt plans with the new total.",
    );
  });
});

describe("rows beyond a source's total", () => {
  const full = message({ limit: 5, offset: 5, page: 1, expectedRows: 5, expectedTotal: 10 });

  it("can hide only behind a last page that is full", () => {
    expect(mayHideRows(full)).to.equal(true);
    expect(mayHideRows({ ...full, expectedTotal: 15 })).to.equal(false);
    expect(mayHideRows({ ...full, expectedRows: 4, expectedTotal: 9 })).to.equal(false);
  });

  it("are shown by a last page with room", () => {
    const rows = Array.from({ length: 5 }, (_, id) => ({ id }));
    const short = { ...full, expectedRows: 4, expectedTotal: 9 };
    const fault = thrown(() => checkPage(short, { data: rows, total: 9, limit: 5, offset: 5 }));
    expect(fault.message).to.contain(
      "ROWS_BEYOND_TOTAL run ops-20260105T000000Z-20260106T000000Z-a1 dataset ops.events page 1: " +
        "the source says it has 9 rows and serves more",
    );
  });

  it("are none when the answer has none, also as null", () => {
    for (const data of [[], null]) {
      expect(() => {
        checkNothingBeyond(full, { data, total: 10, limit: 1, offset: 10 });
      }).to.not.throw();
    }
  });

  it("are named when there is one, when the total moved, and when the answer is no page", () => {
    const codes = [{ data: [{ id: 10 }], total: 10 }, { data: [], total: 11 }, { message: "out of range" }].map(
      (answer) =>
        thrown(() => {
          checkNothingBeyond(full, answer);
        }).problem.code,
    );
    expect(codes).to.deep.equal(["ROWS_BEYOND_TOTAL", "PAGE_TOTAL_CHANGED", "SOURCE_ANSWER_UNEXPECTED"]);
  });
});

describe("message of a page", () => {
  it("is read back as it was sent", () => {
    expect(parsePageMessage("m", JSON.stringify(message()))).to.deep.equal(message());
  });

  it("is refused with everything that is wrong with it", () => {
    const body = JSON.stringify({ ...message(), page: -1, runId: "", window: { since: 1 } });
    expect(thrown(() => parsePageMessage("m-1", body)).message).to.equal(
      'PAGE_MESSAGE_INVALID message m-1 runId: "" is not text; message m-1 page: -1 is not a whole number from 0; ' +
        'message m-1 window: "until" is missing; a window has since, until; ' +
        "message m-1 window.since: 1 is not an instant in UTC. " +
        "Fix: send messages to the page queue by planning a run only.",
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
