import { expect } from "chai";
import { comparePrivileges } from "../../support/least-privilege/compare.ts";
import type { Roles, Statement } from "../../support/least-privilege/policy.ts";
import {
  missingRequirements,
  requiredOf,
  requirements,
  staleRequirements,
} from "../../support/least-privilege/required.ts";
import { recordedResources, type Recorded } from "../infra/recorded.ts";

/** Statements by the part that a role is named after. */
const rolesOf = (resources: readonly Recorded[], prefix: string): Roles =>
  Object.fromEntries(
    resources
      .filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy")
      .map(({ inputs }) => {
        const { Statement: statements } = JSON.parse(String(inputs["policy"])) as { Statement: readonly Statement[] };
        return [String(inputs["role"]).slice(prefix.length), statements] as const;
      }),
  );

describe("what AWS asks for because of how a resource is set", () => {
  const stacks = ["dev", "prod"] as const;

  for (const stack of stacks) {
    it(`is allowed in ${stack}, on every resource`, async () => {
      const resources = await recordedResources(stack);
      const prefix = `lakehouse-${stack}-`;
      const required = requiredOf(resources, prefix);
      expect(Object.keys(required)).to.include.members(["process", "curate", "crawl"]);
      expect(missingRequirements(rolesOf(resources, prefix), required)).to.deep.equal([]);
    });
  }

  it("is about something in some stack, each row of it", async () => {
    const all = (await Promise.all(stacks.map((stack) => recordedResources(stack)))).flat();
    expect(staleRequirements(all)).to.deep.equal([]);
    expect(staleRequirements([]), "control").to.have.length(requirements.length);
  });

  it("is found missing where a role doesn't have it", () => {
    const required = { crawl: { "glue:GetSecurityConfiguration": "page" } };
    const expected = ["MISSING crawl glue:GetSecurityConfiguration on every resource: page"];
    expect(missingRequirements({ crawl: [] }, required)).to.deep.equal(expected);
    const narrow = { Effect: "Allow", Action: "glue:GetSecurityConfiguration", Resource: "arn:aws:glue:x" } as const;
    expect(missingRequirements({ crawl: [narrow] }, required)).to.deep.equal(expected);
  });

  it("stays though no call used it", () => {
    const statement = { Sid: "Own", Effect: "Allow", Action: "glue:GetSecurityConfiguration", Resource: "*" } as const;
    const required = { crawl: { "glue:GetSecurityConfiguration": "page" } };
    expect(comparePrivileges({ crawl: [statement] }, [], {}, required).findings).to.deep.equal([]);
    expect(comparePrivileges({ crawl: [statement] }, [], {}, {}).findings).to.have.length(1);
  });
});
