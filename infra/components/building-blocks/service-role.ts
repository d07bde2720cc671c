import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ofAccount, permissions, trust, type Statement, type Trust } from "../../permissions/policy.ts";
import type { RoleName } from "../../permissions/roles.ts";
import type { Place } from "../../place.ts";

export interface ServiceRoleArgs {
  readonly place: Place;
  /** The role's name without the prefix, e.g. `extract`. */
  readonly part: RoleName;
  /**
   * Service that assumes the role for this account's resources, e.g. `lambda.amazonaws.com`, or a full trust statement.
   */
  readonly service: string | Trust;
  readonly description: string;
  readonly statements: readonly Statement[];
}

/** A role for one service, with one inline policy: exactly the permissions its part of the lakehouse needs. */
export class ServiceRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Anything that uses the role right away must depend on it: without the policy, the role has no permissions. */
  readonly policy: aws.iam.RolePolicy;

  constructor(name: string, args: ServiceRoleArgs, options: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:ServiceRole", name, {}, options);
    const { service, place } = args;
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: `${place.prefix}-${args.part}`,
        description: args.description,
        assumeRolePolicy: trust(typeof service === "string" ? ofAccount(service, place.accountId) : service),
      },
      { parent: this },
    );
    this.policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      { name: args.part, role: role.name, policy: permissions(args.statements) },
      { parent: this },
    );
    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
