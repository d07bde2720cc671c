import * as aws from "@pulumi/aws";
import { Vpc } from "@pulumi/awsx/ec2/index.js";
import * as pulumi from "@pulumi/pulumi";
import { workerPrefixBits } from "../../network/addresses.ts";
import type { ReachedSource } from "../../network/source-addresses.ts";
import type { Attachment, GlueAttachment } from "../../permissions/network-access.ts";
import { allow } from "../../permissions/policy.ts";
import { arn, type Place } from "../../place.ts";
import { ServiceRole } from "../building-blocks/service-role.ts";
import { NetworkEndpoints, type NetworkEndpointsArgs } from "./network-endpoints.ts";
import { NetworkGroups } from "./network-groups.ts";

export interface NetworkArgs {
  readonly place: Place;
  /** Address range of the network: /16 to /24. */
  readonly cidrBlock: string;
  /** Number of availability zones, each with a subnet: 2 or 3. */
  readonly availabilityZones: number;
  /** NAT gateways to sources on the internet; `none` if every source is reachable inside. */
  readonly natGateways: "none" | "single" | "per-zone";
  readonly sources: Readonly<Record<string, ReachedSource>>;
  /** Whether mails are sent, which needs more services. */
  readonly mails: boolean;
  /** CIDR blocks of connected networks that use Redshift; `undefined` without Redshift. */
  readonly redshiftClients: readonly string[] | undefined;
  readonly buckets: NetworkEndpointsArgs["buckets"];
  readonly flowLogRetentionDays: number;
  /** Key of the flow logs. */
  readonly keyArn: pulumi.Input<string>;
}

const natStrategies = { none: "None", single: "Single", "per-zone": "OnePerAz" } as const;

/** The private network: functions and jobs reach AWS through endpoints and sources by their addresses, nothing else. */
export class Network extends pulumi.ComponentResource {
  readonly functions: Attachment;
  readonly jobs: GlueAttachment;
  readonly redshift: Attachment | undefined;

  constructor(name: string, args: NetworkArgs) {
    super("lakehouse:infra:Network", name);
    const { place } = args;
    const vpc = new Vpc(`${name}-vpc`, vpcInputs(args), { parent: this });
    const zones = Array.from({ length: args.availabilityZones }, (_, index) => zoneOf(vpc, index));
    const subnetIds = zones.map((zone) => zone.subnetId);
    const { vpcId } = vpc;
    const { sources, redshiftClients } = args;
    const groups = new NetworkGroups(`${name}-groups`, { place, vpcId, sources, redshiftClients }, { parent: this });
    const { endpoints, prefixListIds } = new NetworkEndpoints(
      `${name}-endpoints`,
      {
        place,
        vpcId,
        subnetIds,
        routeTableIds: vpc.routeTables.apply((tables) => pulumi.all(tables.map((table) => table.id))),
        securityGroupId: groups.endpoints.id,
        buckets: args.buckets,
        mails: args.mails,
      },
      { parent: this },
    );
    const rules = groups.connect(prefixListIds);
    // A function that is called during the deployment needs its routes by then
    const ready = pulumi.all([...endpoints, ...rules].map(({ id }) => id));
    this.functions = { subnetIds, securityGroupId: ready.apply(() => groups.functions.id) };
    this.jobs = {
      subnetIds,
      securityGroupId: groups.jobs.id,
      connectionNames: zones.map((zone, index) => this.connect(name, index + 1, place, zone, groups.jobs.id)),
    };
    const { redshift } = groups;
    this.redshift = redshift && { subnetIds, securityGroupId: ready.apply(() => redshift.id) };
    this.recordConnections(name, vpcId, args);
    this.registerOutputs({});
  }

  /** Glue uses a job's first connection whose zone has free addresses. */
  private connect(
    name: string,
    number: number,
    place: Place,
    { availabilityZone, subnetId }: Zone,
    securityGroupId: pulumi.Output<string>,
  ): pulumi.Output<string> {
    const connection = new aws.glue.Connection(
      `${name}-connection-${number}`,
      {
        name: `${place.prefix}-network-${number}`,
        description: "Attaches jobs and crawlers to the private network",
        connectionType: "NETWORK",
        physicalConnectionRequirements: { availabilityZone, subnetId, securityGroupIdLists: [securityGroupId] },
      },
      { parent: this },
    );
    return connection.name;
  }

  private recordConnections(name: string, vpcId: pulumi.Output<string>, args: NetworkArgs): void {
    const { place } = args;
    const logName = `/aws/vendedlogs/vpc/${place.prefix}`;
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-flow-log`,
      { name: logName, retentionInDays: args.flowLogRetentionDays, kmsKeyId: args.keyArn },
      { parent: this },
    );
    const role = new ServiceRole(
      `${name}-flow-logs`,
      {
        place,
        part: "flow-logs",
        service: "vpc-flow-logs.amazonaws.com",
        description: "What the private network's flow logs may do",
        statements: [
          allow(
            "WriteFlowLog",
            ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            [arn(place, "logs", `log-group:${logName}:*`)],
          ),
          // looking up a group by name doesn't support resource-level permissions
          allow("FindLogGroup", ["logs:DescribeLogGroups"], [arn(place, "logs", "log-group:*")]),
        ],
      },
      { parent: this },
    );
    new aws.ec2.FlowLog(
      `${name}-flows`,
      { vpcId, trafficType: "ALL", logDestination: logGroup.arn, iamRoleArn: role.arn },
      { parent: this, dependsOn: [role.policy] },
    );
  }
}

interface Zone {
  readonly subnetId: pulumi.Output<string>;
  readonly availabilityZone: pulumi.Output<string>;
}

/** By index instead of by subnet: before the network exists, only the number of subnets is known. */
const zoneOf = (vpc: Vpc, index: number): Zone => {
  const subnet = vpc.privateSubnets.apply((subnets) => {
    const found = subnets[index];
    if (found === undefined) {
      throw new Error(`The network has no private subnet in zone ${index + 1}.`);
    }
    return pulumi.all([found.id, found.availabilityZone]);
  });
  return { subnetId: subnet.apply(([id]) => id), availabilityZone: subnet.apply(([, zone]) => zone) };
};

/**
 * Half of a zone's addresses for workloads, 16 for a NAT gateway. The workload subnets come first, so they keep their
 * addresses when a gateway is added or removed.
 */
const vpcInputs = ({ place, cidrBlock, availabilityZones, natGateways }: NetworkArgs) => {
  return {
    cidrBlock,
    numberOfAvailabilityZones: availabilityZones,
    subnetStrategy: "Auto" as const,
    subnetSpecs: [
      { type: "Private" as const, name: "workers", cidrMask: workerPrefixBits(cidrBlock, availabilityZones) },
      ...(natGateways === "none" ? [] : [{ type: "Public" as const, name: "exits", cidrMask: 28 }]),
    ],
    natGateways: { strategy: natStrategies[natGateways] },
    enableDnsSupport: true,
    enableDnsHostnames: true,
    tags: { Name: place.prefix },
  };
};
