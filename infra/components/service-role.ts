import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "./place.ts";
import { permissions, trust, type Statement } from "./policy.ts";

export interface ServiceRoleArgs {
  readonly place: Place;
  /** The role's name after the prefix, e.g. `extract`. */
  readonly part: string;
  /** Service that takes the role, e.g. `lambda.amazonaws.com`. */
  readonly service: string;
  readonly description: string;
  readonly statements: readonly Statement[];
}

/** A role that one service takes, with one inline policy: exactly what its part of the lakehouse does. */
export class ServiceRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Depend on it where the role is used at once: without its policy the role may do nothing. */
  readonly policy: aws.iam.RolePolicy;

  constructor(name: string, args: ServiceRoleArgs, options?: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:ServiceRole", name, {}, options);
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: `${args.place.prefix}-${args.part}`,
        description: args.description,
        assumeRolePolicy: trust(args.service, args.place.accountId),
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
