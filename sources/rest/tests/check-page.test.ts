import { expect } from "chai";
import type { PageMessage } from "../../../model/documents/page-message.ts";
import { placeOf } from "../../../model/page-place.ts";
import { dataset, message, runId } from "../../../tests/unit/lambdas/fakes.ts";
import { thrown } from "../../../tests/unit/lambdas/rejection.ts";
import { json } from "../../../tests/unit/sources/fake-source.ts";
import { readAnswer } from "../answer/answer.ts";
import { checkNothingBeyond, checkPage, mayHideRows } from "../check-page.ts";
import { pieceOf } from "../paging/piece.ts";
import { requestOf } from "../request.ts";

const page = { data: [{ id: 1 }, { id: 2 }], total: 2, limit: 10, offset: 0 };
const place = `run ${runId} dataset ops.events page 0`;
const request = requestOf(dataset("events"));

const answerOf = (value: unknown) => readAnswer(place, request, json(JSON.stringify(value)));
const check = (sent: PageMessage, value: unknown): void => {
  checkPage(sent, pieceOf(sent, placeOf(sent)), request, answerOf(value));
};
const checkBeyond = (sent: PageMessage, value: unknown): void => {
  checkNothingBeyond(sent, 10, request, answerOf(value));
};
const hides = (sent: PageMessage): boolean => mayHideRows(sent, pieceOf(sent, placeOf(sent)));

describe("check of a page", () => {
  it("accepts exactly what was planned", () => {
    expect(() => {
      check(message(), page);
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
        check(message(), answer);
      });
      expect(fault.problem).to.include({ code, place });
      expect(fault.retry).to.equal("later");
    });
  }

  it("says what was found and what was expected", () => {
    const fault = thrown(() => {
      check(message(), { ...page, data: [{ id: 1 }] });
    });
    expect(fault.message).to.equal(
      `PAGE_COUNT_MISMATCH ${place}: expected 2 rows, got 1. ` +
        "Fix: run the night again; the next attempt plans with the new total.",
    );
  });
});

describe("rows beyond a source's total", () => {
  const full = message({ piece: { at: "5", size: 5 }, page: 1, expectedRows: 5, expectedTotal: 10 });

  it("can hide only behind a last page that is full", () => {
    expect(hides(full)).to.equal(true);
    expect(hides({ ...full, expectedTotal: 15 })).to.equal(false);
    expect(hides({ ...full, expectedRows: 4, expectedTotal: 9 })).to.equal(false);
  });

  it("are shown by a last page with room", () => {
    const rows = Array.from({ length: 5 }, (_, id) => ({ id }));
    const short = { ...full, expectedRows: 4, expectedTotal: 9 };
    const fault = thrown(() => {
      check(short, { data: rows, total: 9, limit: 5, offset: 5 });
    });
    expect(fault.message).to.contain(
      "ROWS_BEYOND_TOTAL run ops-20260105T000000Z-20260106T000000Z-a1 dataset ops.events page 1: " +
        "the source says it has 9 rows and serves more",
    );
  });

  it("are none when the answer has none, also as null", () => {
    for (const data of [[], null]) {
      expect(() => {
        checkBeyond(full, { data, total: 10, limit: 1, offset: 10 });
      }).to.not.throw();
    }
  });

  it("are named when there is one, when the total moved, and when the answer is no page", () => {
    const codes = [{ data: [{ id: 10 }], total: 10 }, { data: [], total: 11 }, { message: "out of range" }].map(
      (answer) =>
        thrown(() => {
          checkBeyond(full, answer);
        }).problem.code,
    );
    expect(codes).to.deep.equal(["ROWS_BEYOND_TOTAL", "PAGE_TOTAL_CHANGED", "SOURCE_ANSWER_UNEXPECTED"]);
  });
});
