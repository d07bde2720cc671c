import { expect } from "chai";
import { parsePageMessage } from "../../../../lambdas/extract/page-message.ts";
import { message } from "../fakes.ts";
import { thrown } from "../rejection.ts";

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
