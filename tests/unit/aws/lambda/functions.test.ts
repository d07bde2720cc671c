import type { LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { invokeFunction } from "../../../../aws/lambda/functions.ts";

const clientOf = (payload: string | undefined, FunctionError?: string): LambdaClient => {
  const Payload = payload === undefined ? undefined : { transformToString: () => payload };
  return { send: () => Promise.resolve({ Payload, FunctionError }) } as unknown as LambdaClient;
};

describe("a function that is invoked", () => {
  it("answers JSON, or nothing", async () => {
    expect(await invokeFunction(clientOf('{"sent":2}'), "mail", {})).to.deep.equal({ answer: { sent: 2 } });
    expect(await invokeFunction(clientOf("null"), "mail", {})).to.deep.equal({ answer: null });
    for (const empty of ["", undefined])
      expect(await invokeFunction(clientOf(empty), "mail", {})).to.deep.equal({ answer: undefined });
  });

  it("that failed says why, as far as it could", async () => {
    const failed = clientOf('{"errorMessage":"SOURCE_UNKNOWN: no such source"}', "Unhandled");
    expect(await invokeFunction(failed, "mail", {})).to.deep.equal({ error: "SOURCE_UNKNOWN: no such source" });
    expect(await invokeFunction(clientOf("{}", "Unhandled"), "mail", {})).to.deep.equal({ error: "Unhandled" });
    expect(await invokeFunction(clientOf("", "Unhandled"), "mail", {})).to.deep.equal({ error: "Unhandled" });
  });
});
