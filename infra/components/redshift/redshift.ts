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
  /** Where it is in the private network, in three zones; undefined in AWS's own. */
  readonly network: Attachment | undefined;
  /** Redshift processing units (16 GB of memory each) that a query starts with, and the most there ever are. */
  readonly baseCapacityRpu: number;
  readonly maxCapacityRpu: number;
  /** What is used up in a day (UTC) stops queries until the next. */
  readonly rpuHoursPerDay: number;
  /** A query that runs for longer is stopped. */
  readonly queryTimeoutMinutes: number;
  readonly logRetentionDays: number;
  /** Key of the logs. */
  readonly logKeyArn: pulumi.Input<string>;
  /** Whether key and namespace refuse to be removed. */
  readonly protect: boolean;
}

const database = "lakehouse";
/** Not the names that AWS proposes, which attackers try first. */
const administrator = "lakehouse_admin";
const logs = ["connectionlog", "userlog", "useractivitylog"] as const;

/**
 * Redshift Serverless, for queries over the lake's tables: it holds views, roles and grants, and no rows of its own.
 * What people read is decided twice: by the tags that its one role is let in by, and by what their database roles are
 * granted in Redshift.
 */
export class Redshift extends pulumi.ComponentResource {
  /** What the deployment says of it. */
  readonly deployment: pulumi.Output<RedshiftDeployment>;
  /** Its role, as somebody whom Lake Formation lets in. */
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

  /** Redshift would make them itself, unencrypted and for ever. */
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
        // Redshift makes the password, keeps it in Secrets Manager and replaces it every 30 days
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
        // Without a network of ours there is no way out for it but AWS's own
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

/** All that there are, most as they are by default: the provider takes one that AWS answers and we don't name for a change. */
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
