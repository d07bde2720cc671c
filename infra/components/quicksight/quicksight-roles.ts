/** The roles that QuickSight's queries run as: one per persona, so Lake Formation decides what it sees. */
import type { Persona } from "../../../model/governance/principals.ts";
import { queryStatements, type Querying } from "../../permissions/athena.ts";
import type { Trust } from "../../permissions/policy.ts";
import { quickSightRole, roleArn } from "../../permissions/roles.ts";
import type { Place } from "../../place.ts";
import { ServiceRole } from "../building-blocks/service-role.ts";
import type { GovernedPrincipal } from "../governance/governance.ts";

/**
 * AWS's documentation has no condition here because QuickSight assumes only roles of its own account, and it doesn't
 * say which keys QuickSight sends: the account is required if it is sent.
 * https://docs.aws.amazon.com/quicksight/latest/user/security-create-iam-role.html
 */
const takenBy = ({ accountId }: Place): Trust => ({
  services: ["quicksight.amazonaws.com"],
  conditions: { StringEqualsIfExists: { "aws:SourceAccount": accountId } },
});

/**
 * Has exactly the policy of people's own roles: it queries Athena and reads the results. No table objects and no zone
 * keys: https://docs.aws.amazon.com/quicksight/latest/user/datasource-run-as-role.html
 *
 * @returns the role as a Lake Formation principal
 */
export const quickSightPrincipal = (name: string, persona: Persona, args: Querying): GovernedPrincipal => {
  const role = new ServiceRole(
    `${name}-${persona}`,
    {
      place: args.place,
      part: quickSightRole(persona),
      service: takenBy(args.place),
      description: `QuickSight queries Athena with it for the persona ${persona}; Lake Formation decides what it reads`,
      statements: queryStatements(args),
    },
    {},
  );
  return {
    name: quickSightRole(persona),
    persona,
    role: roleArn(args.place, quickSightRole(persona)),
    domains: args.sources.map((source) => source.name),
    after: [role.policy],
  };
};
