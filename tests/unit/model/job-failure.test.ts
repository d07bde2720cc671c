import { expect } from "chai";
import { jobFailure } from "../../../model/job-failure.ts";

describe("a job's failure", () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      "Error Category: QUERY_ERROR; Failed Line Number: 27; AnalysisException: no column x",
      "AnalysisException: no column x",
    ],
    ["Error Category: OUT_OF_MEMORY_ERROR; Command failed", "Command failed"],
    [
      "AccessDenied: no (Service: Glue, Status Code: 400, Request ID: 1-2, Extended Request ID: null)",
      "AccessDenied: no",
    ],
    ["Denied. (Service: Glue, Status Code: 400, Request ID: 1-2) (SDK Attempt Count: 1)", "Denied."],
    [
      "no (Service: AWSGlue; Status Code: 400; Error Code: AccessDeniedException; Request ID: 1; Proxy: null) at all",
      "no at all",
    ],
    ["count(x) is 4 (expected 5)", "count(x) is 4 (expected 5)"],
    ["", ""],
  ];

  it("is what the script said", () => {
    expect(cases.map(([message]) => jobFailure(message))).to.deep.equal(cases.map(([, reason]) => reason));
  });
});
