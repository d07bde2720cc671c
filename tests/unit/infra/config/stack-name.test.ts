import { expect } from "chai";
import { stackNameProblems } from "../../../../infra/config/stack-name.ts";
import { formatProblem } from "../../../../model/validation/problem.ts";
import { recordedResources } from "../recorded.ts";

/** Maximum length of a name, by type prefix and input; from the services' API references. */
const limits: readonly (readonly [type: RegExp, input: string, limit: number])[] = [
  [/^aws:s3\/bucket:/, "bucket", 63],
  [/^aws:iam\/role:/, "name", 64],
  [/^aws:iam\/policy:/, "name", 128],
  [/^aws:lambda\/function:/, "name", 64],
  [/^aws:sqs\/queue:/, "name", 80],
  [/^aws:sfn\/stateMachine:/, "name", 80],
  [/^aws:scheduler\//, "name", 64],
  [/^aws:redshiftserverless\//, "namespaceName", 64],
  [/^aws:redshiftserverless\//, "workgroupName", 64],
  [/^aws:cloudwatch\/metricAlarm:/, "name", 255],
  [/^aws:budgets\//, "name", 100],
  [/^aws:glue\//, "name", 255],
  [/^aws:dynamodb\/table:/, "name", 255],
  [/^aws:kms\/alias:/, "name", 256],
  [/^aws:athena\/workgroup:/, "name", 128],
  [/^aws:sns\/topic:/, "name", 256],
];
const longest = "a".repeat(26);

describe("a stack's name", () => {
  for (const name of ["dev", "prod-2", "9", longest]) {
    it(`may be ${name}`, () => {
      expect(stackNameProblems("lakehouse", name)).to.deep.equal([]);
    });
  }

  for (const name of ["Dev", "my_stack", "dev.eu", "-dev", "dev-", "dév", "", `${longest}a`]) {
    it(`may not be "${name}"`, () => {
      expect(stackNameProblems("lakehouse", name).map(({ code }) => code)).to.deep.equal(["STACK_NAME_INVALID"]);
    });
  }

  it("says what is wrong with it", () => {
    expect(stackNameProblems("lakehouse", "My_Stack").map(formatProblem)).to.deep.equal([
      'STACK_NAME_INVALID Pulumi.My_Stack.yaml: found the stack name "My_Stack" (8 characters), must be lowercase letters and digits with hyphens between them, at most 26 characters: buckets are named after it. Fix: choose another stack name, e.g. dev.',
    ]);
  });

  it("leaves room in every resource's name when it is as long as it may be", async () => {
    const all = await recordedResources("dev", ['lakehouse:redshift={"enabled":true}']);
    const named = all.flatMap(({ type, name, inputs }) =>
      limits.flatMap(([pattern, input, limit]) => {
        const given = inputs[input];
        return pattern.test(type) && typeof given === "string" ? [{ name, given, limit }] : [];
      }),
    );
    const rooms = named
      .filter(({ given }) => given.includes("lakehouse-dev"))
      .map(({ name, given, limit }) => ({
        name,
        room: limit - given.replace("lakehouse-dev", `lakehouse-${longest}`).length,
      }));
    expect(rooms.length).to.be.above(50);
    expect(rooms.filter(({ room }) => room < 0)).to.deep.equal([]);
    expect(Math.min(...rooms.map(({ room }) => room)), "the longest name is as long as it may be").to.equal(0);
  });
});
