/** In AWS, a new role's policies take some seconds to become effective, and a deployment's calls must wait for that. */
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { awsEndpoint } from "../../../sandbox/deployment/endpoint.ts";
import { roleFixture } from "../../support/roles.ts";
import { sandboxClientOptions, useSandboxInProcess } from "../../support/sandbox.ts";

/** The outcomes of a new role's first two calls. */
const firstCalls = async (): Promise<string[]> => {
  const role = await roleFixture("new");
  const s3 = new S3Client({ ...role.options, forcePathStyle: true });
  const outcomes: string[] = [];
  for (let call = 0; call < 2; call += 1) {
    outcomes.push(
      await s3.send(new ListBucketsCommand({})).then(
        () => "answered",
        (error: unknown) => (error instanceof Error ? error.name : String(error)),
      ),
    );
  }
  s3.destroy();
  await role.remove();
  return outcomes;
};

describe("a new role", () => {
  it("is refused its first call while a deployment goes on, and only then", async () => {
    useSandboxInProcess();
    const endpoint = awsEndpoint(sandboxClientOptions().region, "sandbox");
    await endpoint.beginDeployment();
    try {
      expect(await firstCalls()).to.deep.equal(["AccessDenied", "answered"]);
    } finally {
      await endpoint.endDeployment();
    }
    expect(await firstCalls()).to.deep.equal(["answered", "answered"]);
  });
});
