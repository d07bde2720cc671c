import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../../model/documents/contract-bundle.ts";
import type { RedshiftDeployment } from "../../../model/documents/deployment.ts";
import { redshiftKeyPolicy } from "../../permissions/key-policy.ts";
import type { Attachment } from "../../permissions/network-access.ts";
import { roleArn } from "../../permissions/roles.ts";
import type { Place } from "../../place.ts";
import type { GovernedPrincipal } from "../governance/governance.ts";
import { createKey } from "../security/encryption-key.ts";
import { redshiftRole } from "./redshift-role.ts";

export interface RedshiftArgs {
  readonly place: Place;
  readonly sources: readonly Source[];
  /** Placement in the private network, in three zones; `undefined` for AWS's own network. */
  readonly network: Attachment | undefined;
  /** Redshift processing units (16 GB of memory each) that a query starts with, and the maximum. */
  readonly baseCapacityRpu: number;
  readonly maxCapacityRpu: number;
  /** Once a day's (UTC) budget is used up, queries stop until the next day. */
  readonly rpuHoursPerDay: number;
  /** A query that runs longer is canceled. */
  readonly queryTimeoutMinutes: number;
  readonly logRetentionDays: number;
  /** Key of the logs. */
  readonly logKeyArn: pulumi.Input<string>;
  /** Whether deletion of the key and namespace is refused. */
  readonly protect: boolean;
}

const database = "lakehouse";
/** Not a name that AWS suggests: attackers try those first. */
const administrator = "lakehouse_admin";
const logs = ["connectionlog", "userlog", "useractivitylog"] as const;

/**
 * Redshift Serverless, for queries over the lake's tables: it holds views, roles, and grants, but no rows of its own.
 * Two checks decide what people read: the tags that its one role is granted, and what their database roles are granted
 * in Redshift.
 */
export class Redshift extends pulumi.ComponentResource {
  /** The Redshift part of the deployment document. */
  readonly deployment: pulumi.Output<RedshiftDeployment>;
  /** Its role as a Lake Formation principal. */
  readonly reader: GovernedPrincipal;
  readonly workgroupArn: pulumi.Output<string>;
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: RedshiftArgs) {
    super("lakehouse:infra:Redshift", name);
    const { place, sources, protect } = args;
    this.keyArn = createKey(
      name,
      {
        description: `What Redshift holds: ${place.prefix}`,
        alias: `${place.prefix}-redshift`,
        policy: redshiftKeyPolicy(place),
        protect,
      },
      this,
    );
    const role = redshiftRole(name, { place, sources }, this);
    const namespace = this.createNamespace(name, args, role.arn, [role.policy, ...this.createLogGroups(name, args)]);
    const workgroup = this.createWorkgroup(name, args, namespace);
    this.reader = {
      name: "redshift",
      persona: "analyst",
      role: roleArn(place, "redshift"),
      domains: sources.map((source) => source.name),
      after: [role.policy],
    };
    this.workgroupArn = workgroup.arn;
    this.deployment = pulumi.output({
      workgroup: workgroup.workgroupName,
      namespace: namespace.namespaceName,
      database: namespace.dbName,
      adminSecretArn: namespace.adminPasswordSecretArn,
      roleArn: role.arn,
    });
    this.registerOutputs({ workgroupArn: this.workgroupArn });
  }

  /** Redshift would create them itself, unencrypted and without retention. */
  private createLogGroups(name: string, { place, logRetentionDays, logKeyArn }: RedshiftArgs): pulumi.Resource[] {
    return logs.map(
      (log) =>
        new aws.cloudwatch.LogGroup(
          `${name}-${log}`,
          { name: `/aws/redshift/${place.prefix}/${log}`, retentionInDays: logRetentionDays, kmsKeyId: logKeyArn },
          { parent: this },
        ),
    );
  }

  private createNamespace(
    name: string,
    { place, protect }: RedshiftArgs,
    role: pulumi.Output<string>,
    dependsOn: pulumi.Resource[],
  ): aws.redshiftserverless.Namespace {
    return new aws.redshiftserverless.Namespace(
      `${name}-namespace`,
      {
        namespaceName: place.prefix,
        dbName: database,
        kmsKeyId: this.keyArn,
        adminUsername: administrator,
        // Redshift generates the password, stores it in Secrets Manager, and rotates it every 30 days
        manageAdminPassword: true,
        adminPasswordSecretKmsKeyId: this.keyArn,
        iamRoles: [role],
        defaultIamRoleArn: role,
        logExports: [...logs],
      },
      { parent: this, protect, dependsOn },
    );
  }

  private createWorkgroup(
    name: string,
    args: RedshiftArgs,
    namespace: aws.redshiftserverless.Namespace,
  ): aws.redshiftserverless.Workgroup {
    const { place, network, baseCapacityRpu, maxCapacityRpu, rpuHoursPerDay } = args;
    const workgroup = new aws.redshiftserverless.Workgroup(
      `${name}-workgroup`,
      {
        workgroupName: place.prefix,
        namespaceName: namespace.namespaceName,
        baseCapacity: baseCapacityRpu,
        maxCapacity: maxCapacityRpu,
        publiclyAccessible: false,
        // Without our own network, its only way out is AWS's network
        enhancedVpcRouting: network !== undefined,
        ...(network && { subnetIds: [...network.subnetIds], securityGroupIds: [network.securityGroupId] }),
        configParameters: configParameters(args),
      },
      { parent: this },
    );
    new aws.redshiftserverless.UsageLimit(
      `${name}-usage-limit`,
      {
        resourceArn: workgroup.arn,
        usageType: "serverless-compute",
        amount: rpuHoursPerDay,
        period: "daily",
        breachAction: "deactivate",
      },
      { parent: this },
    );
    return workgroup;
  }
}

/**
 * All parameters, mostly at their defaults: the provider reports a parameter that AWS returns and we omit as a change.
 */
const configParameters = ({ queryTimeoutMinutes }: RedshiftArgs) =>
  Object.entries({
    auto_mv: "true",
    datestyle: "ISO, MDY",
    enable_case_sensitive_identifier: "false",
    enable_user_activity_logging: "true",
    max_query_execution_time: (queryTimeoutMinutes * 60).toString(),
    query_group: "default",
    require_ssl: "true",
    search_path: "$user, public",
    use_fips_ssl: "false",
  }).map(([parameterKey, parameterValue]) => ({ parameterKey, parameterValue }));
