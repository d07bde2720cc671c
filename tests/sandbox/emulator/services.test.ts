import { expect } from "chai";
import { sandboxClientOptions } from "../../support/sandbox.ts";

describe("One endpoint", () => {
  const call = (service: string, path: string, headers: Record<string, string>, body: string): Promise<Response> =>
    fetch(`${sandboxClientOptions().endpoint}${path}`, {
      method: "POST",
      headers: {
        ...headers,
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body,
    });

  it("serves a service that it has, and refuses by name one that it lacks", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const identity = await call("sts", "/", headers, "Action=GetCallerIdentity&Version=2011-06-15");
    expect(await identity.text()).to.include("<Account>000000000000</Account>");
    for (const service of ["redshift", "quicksight"]) {
      const answer = await call(service, "/", headers, "Action=DescribeClusters&Version=2012-12-01");
      expect(answer.status).to.equal(400);
      expect(await answer.json()).to.deep.equal({ error: `Unsupported service: ${service}` });
    }
  });
});
