/** The roles that QuickSight's queries run as: one for each persona, so that Lake Formation decides what it sees. */
import type { Persona } from "../../../model/governance/principals.ts";
import { queryStatements, type Querying } from "../../permissions/athena.ts";
import type { Trust } from "../../permissions/policy.ts";
import { quickSightRole, roleArn } from "../../permissions/roles.ts";
import type { Place } from "../../place.ts";
import { ServiceRole } from "../building-blocks/service-role.ts";
import type { GovernedPrincipal } from "../governance/governance.ts";

/**
 * AWS's documentation has no condition here, because QuickSight takes roles of its own account alone, and doesn't say which
 * keys it sends: the account is held to where it is sent.
 * https://docs.aws.amazon.com/quicksight/latest/user/security-create-iam-role.html
 */
const takenBy = ({ accountId }: Place): Trust => ({
  services: ["quicksight.amazonaws.com"],
  conditions: { StringEqualsIfExists: { "aws:SourceAccount": accountId } },
});

/**
 * Has exactly what the policy for people's own roles has: to ask Athena and to read its answers. No object of a table and
 * no key of a zone: https://docs.aws.amazon.com/quicksight/latest/user/datasource-run-as-role.html
 *
 * @returns the role as somebody whom Lake Formation lets in
 */
export const quickSightPrincipal = (name: string, persona: Persona, args: Querying): GovernedPrincipal => {
  const role = new ServiceRole(
    `${name}-${persona}`,
    {
      place: args.place,
      part: quickSightRole(persona),
      service: takenBy(args.place),
      description: `What QuickSight asks Athena as for the persona ${persona}; Lake Formation says what it reads`,
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
