import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ofAccount, permissions, trust, type Statement, type Trust } from "../../permissions/policy.ts";
import type { RoleName } from "../../permissions/roles.ts";
import type { Place } from "../../place.ts";

export interface ServiceRoleArgs {
  readonly place: Place;
  /** The role's name after the prefix, e.g. `extract`. */
  readonly part: RoleName;
  /** Service that takes the role for what is in this account, e.g. `lambda.amazonaws.com`; or in other words who does. */
  readonly service: string | Trust;
  readonly description: string;
  readonly statements: readonly Statement[];
}

/** A role that one service takes, with one inline policy: exactly what its part of the lakehouse does. */
export class ServiceRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Depend on it where the role is used at once: without its policy the role may do nothing. */
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
