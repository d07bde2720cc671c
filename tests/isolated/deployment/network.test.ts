import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeAddressesCommand,
  DescribeFlowLogsCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { expect } from "chai";
import type { RegisteredResource } from "../../../infra/in-process/program.ts";
import { DeploymentEngine } from "../../../sandbox/deployment/engine.ts";
import { awsEndpoint } from "../../../sandbox/deployment/endpoint.ts";
import { DeploymentState } from "../../../sandbox/deployment/state.ts";
import { openGate, startEmulator, type Emulator, type Gate } from "../../support/emulator.ts";

const registered = (type: string, name: string, inputs: Record<string, unknown>): RegisteredResource => ({
  type,
  name,
  inputs,
  custom: true,
  parent: undefined,
  secretInputs: [],
  protect: false,
  retainOnDelete: false,
});

const workers = { type: "Private", name: "workers", cidrMask: 22 };
const exits = { type: "Public", name: "exits", cidrMask: 28 };

const network = (strategy: "None" | "Single" | "OnePerAz"): RegisteredResource =>
  registered("awsx:ec2:Vpc", "net", {
    cidrBlock: "10.40.0.0/20",
    numberOfAvailabilityZones: 2,
    subnetStrategy: "Auto",
    subnetSpecs: strategy === "None" ? [workers] : [workers, exits],
    natGateways: { strategy },
    enableDnsSupport: true,
    enableDnsHostnames: true,
    tags: { Name: "lake" },
  });

interface NetworkOutputs {
  readonly vpcId: string;
  readonly privateSubnetIds: string[];
  readonly routeTables: { id: string }[];
}

describe("a network in the sandbox", () => {
  const saved = { ...process.env };
  let emulator: Emulator;
  let gate: Gate;
  let folder: string;
  let ec2: EC2Client;

  before(async () => {
    emulator = await startEmulator();
    gate = await openGate(emulator);
    Object.assign(process.env, gate.environment);
    folder = mkdtempSync(join(tmpdir(), "lakehouse-network-"));
    ec2 = new EC2Client({ region: "us-east-1" });
  });

  after(async () => {
    process.env = saved;
    await gate.stop();
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  /** One deployment: a network and what is attached to it. */
  const deploy = async (
    strategy: "None" | "Single" | "OnePerAz" | undefined,
    attached: (outputs: NetworkOutputs) => readonly RegisteredResource[] = () => [],
  ) => {
    const changes: string[] = [];
    const engine = new DeploymentEngine({
      root: folder,
      state: new DeploymentState(join(folder, "deployment.json"), "sandbox", "here"),
      endpoint: awsEndpoint("us-east-1", "sandbox"),
      onProgress: ({ change, name }) => changes.push(`${change} ${name}`),
    });
    const ids: Record<string, string> = {};
    let outputs: NetworkOutputs | undefined;
    if (strategy !== undefined) {
      outputs = (await engine.register(network(strategy))).outputs as unknown as NetworkOutputs;
      for (const resource of attached(outputs)) {
        ids[resource.name] = (await engine.register(resource)).id;
      }
    }
    await engine.removeVanished();
    return { changes, ids, outputs };
  };

  const attached = ({ vpcId, privateSubnetIds, routeTables }: NetworkOutputs): readonly RegisteredResource[] => [
    registered("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "default", { vpcId }),
    registered("aws:ec2/securityGroup:SecurityGroup", "group", {
      name: "functions",
      description: "Functions",
      vpcId,
      tags: {},
    }),
    registered("aws:ec2/vpcEndpoint:VpcEndpoint", "s3", {
      vpcId,
      serviceName: "com.amazonaws.us-east-1.s3",
      vpcEndpointType: "Gateway",
      policy: "{}",
      routeTableIds: routeTables.map(({ id }) => id),
      tags: {},
    }),
    registered("aws:ec2/vpcEndpoint:VpcEndpoint", "sqs", {
      vpcId,
      serviceName: "com.amazonaws.us-east-1.sqs",
      vpcEndpointType: "Interface",
      policy: "{}",
      subnetIds: privateSubnetIds,
      securityGroupIds: [],
      privateDnsEnabled: true,
      tags: {},
    }),
    registered("aws:ec2/flowLog:FlowLog", "flows", {
      vpcId,
      trafficType: "ALL",
      logDestination: "arn:aws:logs:us-east-1:000000000000:log-group:flows",
      iamRoleArn: "arn:aws:iam::000000000000:role/flows",
    }),
  ];

  /** Kinds of targets to which subnets route traffic that leaves the network. */
  const exitsOf = async (vpcId: string): Promise<readonly string[]> => {
    const { RouteTables = [] } = await ec2.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: "vpc-id", Values: [vpcId] }] }),
    );
    return RouteTables.flatMap(({ Routes = [] }) => Routes)
      .filter(({ DestinationCidrBlock }) => DestinationCidrBlock === "0.0.0.0/0")
      .map(({ NatGatewayId, GatewayId }) => (NatGatewayId ?? GatewayId ?? "").replace(/-.*/, ""))
      .sort();
  };

  const openNatGateways = async (): Promise<number> => {
    const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({}));
    return NatGateways.filter(({ State }) => State === "available").length;
  };

  it("has a private subnet per zone and no way out, when none is asked for", async () => {
    const { outputs } = await deploy("None");
    const vpcId = outputs?.vpcId ?? "";
    const { Subnets = [] } = await ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: "vpc-id", Values: [vpcId] }] }),
    );
    expect(
      Subnets.map(({ CidrBlock, AvailabilityZone }) => `${String(AvailabilityZone)} ${String(CidrBlock)}`),
    ).to.have.members(["us-east-1a 10.40.0.0/22", "us-east-1b 10.40.8.0/22"]);
    expect(await exitsOf(vpcId)).to.deep.equal([]);
    expect(await openNatGateways()).to.equal(0);
  });

  for (const [strategy, count] of [
    ["Single", 1],
    ["OnePerAz", 2],
  ] as const) {
    it(`has ${count} NAT gateways as ${strategy}, and leads every private subnet to one`, async () => {
      const { outputs } = await deploy(strategy);
      expect(await exitsOf(outputs?.vpcId ?? "")).to.deep.equal(["igw", "igw", "nat", "nat"]);
      expect(await openNatGateways()).to.equal(count);
    });
  }

  it("has what is attached to it, and changes nothing the second time", async () => {
    const { outputs, ids } = await deploy("Single", attached);
    const { SecurityGroups = [] } = await ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: "vpc-id", Values: [outputs?.vpcId ?? ""] }] }),
    );
    const open = SecurityGroups.filter(
      ({ IpPermissions = [], IpPermissionsEgress = [] }) => IpPermissions.length + IpPermissionsEgress.length > 0,
    );
    expect(SecurityGroups.map(({ GroupName }) => GroupName)).to.have.members(["default", "functions"]);
    expect(open).to.deep.equal([]);
    const { VpcEndpoints = [] } = await ec2.send(
      new DescribeVpcEndpointsCommand({ VpcEndpointIds: [ids["sqs"] ?? ""] }),
    );
    expect(VpcEndpoints[0]).to.deep.include({ SubnetIds: outputs?.privateSubnetIds, VpcEndpointType: "Interface" });
    const { FlowLogs = [] } = await ec2.send(new DescribeFlowLogsCommand({ FlowLogIds: [ids["flows"] ?? ""] }));
    expect(FlowLogs[0]).to.include({ ResourceId: outputs?.vpcId, TrafficType: "ALL" });
    const { changes } = await deploy("Single", attached);
    expect(changes.filter((change) => !change.startsWith("unchanged"))).to.deep.equal([]);
  });

  it("writes a rule to a group, to a prefix list or to an address, and takes it away again", async () => {
    const rules = (outputs: NetworkOutputs): readonly RegisteredResource[] => [
      ...attached(outputs),
      registered("aws:ec2/securityGroup:SecurityGroup", "other", {
        name: "other",
        description: "o",
        vpcId: outputs.vpcId,
      }),
    ];
    const { ids } = await deploy("Single", rules);
    const rule = (to: Record<string, string>) => ({
      securityGroupId: ids["group"],
      description: "To somewhere",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      ...to,
    });
    const type = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
    const withRules = (outputs: NetworkOutputs) => [
      ...rules(outputs),
      registered(type, "to-group", rule({ referencedSecurityGroupId: ids["other"] ?? "" })),
      registered(type, "to-list", rule({ prefixListId: "pl-1" })),
      registered(type, "to-address", rule({ cidrIpv4: "203.0.113.0/28" })),
    ];
    const egress = async () => {
      const { SecurityGroups = [] } = await ec2.send(
        new DescribeSecurityGroupsCommand({ GroupIds: [ids["group"] ?? ""] }),
      );
      return SecurityGroups[0]?.IpPermissionsEgress ?? [];
    };
    await deploy("Single", withRules);
    const written = await egress();
    expect(written).to.have.length(3);
    expect(written.flatMap(({ IpRanges = [] }) => IpRanges.map(({ CidrIp }) => CidrIp))).to.deep.equal([
      "203.0.113.0/28",
    ]);
    expect(
      written.flatMap(({ UserIdGroupPairs = [] }) => UserIdGroupPairs.map(({ GroupId }) => GroupId)),
    ).to.deep.equal([ids["other"]]);
    await deploy("Single", rules);
    expect(await egress()).to.deep.equal([]);
  });

  it("goes with everything in it", async () => {
    const { changes } = await deploy(undefined);
    expect(changes.every((change) => change.startsWith("deleted"))).to.equal(true);
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
    expect(Vpcs.filter(({ IsDefault }) => IsDefault !== true)).to.deep.equal([]);
    const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({}));
    const { FlowLogs = [] } = await ec2.send(new DescribeFlowLogsCommand({}));
    const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
    expect([VpcEndpoints, FlowLogs, Addresses]).to.deep.equal([[], [], []]);
    expect(await openNatGateways()).to.equal(0);
  });

  it("is made anew when a broken deployment left one that nobody knows of", async () => {
    await deploy("Single", attached);
    rmSync(join(folder, "deployment.json"));
    await deploy("Single", attached);
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
    expect(Vpcs.filter(({ IsDefault }) => IsDefault !== true)).to.have.length(1);
    expect(await openNatGateways()).to.equal(1);
  });
});
