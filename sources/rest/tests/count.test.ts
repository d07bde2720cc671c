import { expect } from "chai";
import { dataset, window } from "../../../tests/unit/lambdas/fakes.ts";
import { faultOf } from "../../../tests/unit/lambdas/rejection.ts";
import { askOf, json } from "../../../tests/unit/sources/fake-source.ts";
import { restConnector } from "../connector.ts";

const links = { baseUrl: "https://api.example", secretParameter: undefined };
const countOf = async (answer: unknown): Promise<number | undefined> =>
  restConnector(
    askOf(() => json(JSON.stringify(answer))),
    links,
  ).count(dataset("events"), window, 0);

describe("count of a dataset's records", () => {
  it("is the source's total", async () => {
    expect(await countOf({ data: [{ id: 1 }], total: 336_776 })).to.equal(336_776);
  });

  it("is 0 for a day without records, however the empty list is written", async () => {
    expect(await countOf({ data: [], total: 0 })).to.equal(0);
    expect(await countOf({ data: null, total: 0, limit: 1, offset: 0 })).to.equal(0);
    expect(await countOf({ data: null, total: 0, error: null, errors: [] })).to.equal(0);
  });

  it("is refused when the answer has more records than it says", async () => {
    const fault = await faultOf(countOf({ data: [{ id: 1 }], total: 0 }));
    expect(fault.problem).to.include({ code: "ROWS_BEYOND_TOTAL", place: "count of ops.events" });
    expect(fault.problem.message).to.contain("the source says it has 0 rows and serves more");
  });

  it("is refused when the answer says that something went wrong", async () => {
    const bodies = [{ data: null, total: 0, error: "maintenance" }, { data: null, errors: [{}] }, { data: null }, null];
    for (const body of bodies) {
      expect((await faultOf(countOf(body))).problem.code, JSON.stringify(body)).to.equal("SOURCE_ANSWER_UNEXPECTED");
    }
    const { message } = (await faultOf(countOf(bodies[0]))).problem;
    expect(message).to.contain('an object with data, total, error, whose "error" is set');
  });

  it("names no field of an unexpected answer that may be data", async () => {
    const said = async (body: object): Promise<string> => (await faultOf(countOf(body))).problem.message;
    expect(await said({ "ann@example.org": [], "Ann Smith": 1, "+1 555 0100": 1, "a\nb": 1 })).to.contain(
      "the answer is an object with 4 fields; expected",
    );
    expect(await said({ "ann@example.org": 1, message: "no" })).to.contain("an object with message; expected");
  });
});
