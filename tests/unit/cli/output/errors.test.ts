import { expect } from "chai";
import { UsageError } from "../../../../cli/answer.ts";
import { failure } from "../../../../model/validation/failure.ts";
import { describeError, renderFailure } from "../../../../cli/output/errors.ts";

const shown = (error: unknown): readonly [number, string] => {
  const described = describeError(error);
  return [described.exitCode, renderFailure(described)];
};

describe("errors", () => {
  it("end with 1 for a failure and 2 for wrong usage, with code, place and fix", () => {
    expect(shown(failure("RUN_UNKNOWN", "run x", "there is no such run", "list them"))).to.deep.equal([
      1,
      "RUN_UNKNOWN run x: there is no such run. Fix: list them.",
    ]);
    const usage = new UsageError({ code: "DATE_INVALID", place: "--date", message: "it is no date", fix: "give one" });
    expect(shown(usage)).to.deep.equal([2, "DATE_INVALID --date: it is no date. Fix: give one."]);
  });

  it("explain an endpoint that doesn't answer, however deep the SDK hides it", () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" });
    const wrapped = new Error("request failed", { cause: new AggregateError([refused]) });
    expect(shown(wrapped)[1]).to.match(
      /^AWS_UNREACHABLE AWS: nothing answers at the endpoint, and nothing was sent elsewhere\. Fix: /,
    );
  });

  it("explain missing credentials and a missing region", () => {
    const credentials = Object.assign(new Error("Could not load credentials"), { name: "CredentialsProviderError" });
    expect(shown(credentials)[1]).to.contain("no AWS credentials were found");
    expect(shown(new Error("Region is missing"))[1]).to.contain("no AWS region is set");
  });

  it("show what AWS refused", () => {
    const denied = Object.assign(new Error("User is not authorized."), {
      name: "AccessDeniedException",
      $metadata: {},
    });
    expect(shown(denied)).to.deep.equal([
      1,
      "AWS_REFUSED AWS AccessDeniedException: User is not authorized. Fix: correct what the message names, then run the command again.",
    ]);
  });

  it("show the problem that another part's error carries", () => {
    const problem = {
      code: "BUNDLE_UNREADABLE",
      place: "contracts/x.json",
      message: "it is gone",
      fix: "deploy again",
    };
    expect(shown(Object.assign(new Error("fault"), { problem }))).to.deep.equal([
      1,
      "BUNDLE_UNREADABLE contracts/x.json: it is gone. Fix: deploy again.",
    ]);
  });

  it("end with 130 when the user interrupted", () => {
    const aborted = new DOMException("This operation was aborted", "AbortError");
    expect(shown(aborted)[0]).to.equal(130);
    expect(shown(aborted)[1]).to.contain("lakehouse sandbox stop");
  });

  it("keep the innermost reason of what nobody foresaw", () => {
    const error = new Error("fetch failed", { cause: new Error("certificate has expired") });
    expect(shown(error)).to.deep.equal([
      1,
      "UNEXPECTED Error: fetch failed: certificate has expired. Fix: set LAKEHOUSE_DEBUG=1 to see where it comes from.",
    ]);
  });
});
