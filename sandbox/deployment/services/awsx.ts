/** Creates what awsx's plugin would create for its components, whose children aren't registered. */
import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeAvailabilityZonesCommand,
  DescribeVpcsCommand,
  EC2Client,
  ModifySubnetAttributeCommand,
  ModifyVpcAttributeCommand,
  type ResourceType,
} from "@aws-sdk/client-ec2";
import { defineType, present, type AnyResourceType, type Applied } from "../resource-type.ts";
import { removeNetwork } from "./awsx-removal.ts";
import { subnetBlocks, type SubnetSpec } from "./awsx-subnets.ts";

const client = new EC2Client({});

interface VpcInputs {
  readonly cidrBlock: string;
  readonly numberOfAvailabilityZones: number;
  readonly subnetStrategy: "Auto";
  readonly subnetSpecs: readonly SubnetSpec[];
  readonly natGateways: { readonly strategy: "None" | "Single" | "OnePerAz" };
  readonly enableDnsSupport: boolean;
  readonly enableDnsHostnames: boolean;
  readonly tags: { readonly Name: string };
}

const named = (type: ResourceType, name: string) => [{ ResourceType: type, Tags: [{ Key: "Name", Value: name }] }];

const anywhere = "0.0.0.0/0";

interface Subnet {
  readonly id: string;
  readonly availabilityZone: string;
  readonly routeTableId: string;
}

/** A subnet with its own route table. */
const createSubnet = async (vpcId: string, zone: string, cidrBlock: string, name: string): Promise<Subnet> => {
  const { Subnet } = await client.send(
    new CreateSubnetCommand({
      VpcId: vpcId,
      AvailabilityZone: zone,
      CidrBlock: cidrBlock,
      TagSpecifications: named("subnet", name),
    }),
  );
  const { RouteTable } = await client.send(
    new CreateRouteTableCommand({ VpcId: vpcId, TagSpecifications: named("route-table", name) }),
  );
  const id = present(Subnet?.SubnetId, "the subnet's id");
  const routeTableId = present(RouteTable?.RouteTableId, "the route table's id");
  await client.send(new AssociateRouteTableCommand({ RouteTableId: routeTableId, SubnetId: id }));
  return { id, availabilityZone: zone, routeTableId };
};

const createInternetGateway = async (vpcId: string, name: string): Promise<string> => {
  const { InternetGateway } = await client.send(
    new CreateInternetGatewayCommand({ TagSpecifications: named("internet-gateway", name) }),
  );
  const id = present(InternetGateway?.InternetGatewayId, "the internet gateway's id");
  await client.send(new AttachInternetGatewayCommand({ InternetGatewayId: id, VpcId: vpcId }));
  return id;
};

const createNatGateway = async (subnetId: string, name: string): Promise<string> => {
  const { AllocationId } = await client.send(
    new AllocateAddressCommand({ Domain: "vpc", TagSpecifications: named("elastic-ip", name) }),
  );
  const { NatGateway } = await client.send(
    new CreateNatGatewayCommand({ SubnetId: subnetId, AllocationId, TagSpecifications: named("natgateway", name) }),
  );
  return present(NatGateway?.NatGatewayId, "the NAT gateway's id");
};

const createSubnets = async (vpcId: string, inputs: VpcInputs): Promise<Applied["outputs"]> => {
  const name = inputs.tags.Name;
  const internetGateway = await createInternetGateway(vpcId, name);
  const { AvailabilityZones = [] } = await client.send(new DescribeAvailabilityZonesCommand({}));
  const blocks = subnetBlocks(inputs.cidrBlock, inputs.numberOfAvailabilityZones, inputs.subnetSpecs);
  const made: Record<"Public" | "Private", Subnet[]> = { Public: [], Private: [] };
  const natGateways: string[] = [];
  for (const { zoneIndex, spec, cidrBlock } of blocks) {
    const zone = present(AvailabilityZones[zoneIndex]?.ZoneName, `the zone ${zoneIndex + 1}`);
    const subnet = await createSubnet(vpcId, zone, cidrBlock, `${name}-${spec.name}-${zoneIndex + 1}`);
    made[spec.type].push(subnet);
    if (spec.type === "Public") {
      const MapPublicIpOnLaunch = { Value: true };
      await client.send(new ModifySubnetAttributeCommand({ SubnetId: subnet.id, MapPublicIpOnLaunch }));
      await route(subnet, { GatewayId: internetGateway });
    }
  }
  const { strategy } = inputs.natGateways;
  const exits = strategy === "None" ? [] : strategy === "Single" ? made.Public.slice(0, 1) : made.Public;
  for (const exit of exits) {
    natGateways.push(await createNatGateway(exit.id, name));
  }
  for (const [index, subnet] of made.Private.entries()) {
    const NatGatewayId = natGateways[strategy === "Single" ? 0 : index];
    if (NatGatewayId !== undefined) {
      await route(subnet, { NatGatewayId });
    }
  }
  return {
    vpcId,
    privateSubnets: made.Private.map(({ id, availabilityZone }) => ({ id, availabilityZone })),
    privateSubnetIds: made.Private.map(({ id }) => id),
    publicSubnetIds: made.Public.map(({ id }) => id),
    routeTables: [...made.Public, ...made.Private].map(({ routeTableId }) => ({ id: routeTableId })),
  };
};

const route = async (
  { routeTableId }: Subnet,
  target: { readonly GatewayId: string } | { readonly NatGatewayId: string },
): Promise<void> => {
  await client.send(new CreateRouteCommand({ RouteTableId: routeTableId, DestinationCidrBlock: anywhere, ...target }));
};

/** Removes a network that an interrupted deployment left: a partial one can't be adopted. */
const removeLeftover = async (name: string): Promise<void> => {
  const Filters = [{ Name: "tag:Name", Values: [name] }];
  const { Vpcs = [] } = await client.send(new DescribeVpcsCommand({ Filters }));
  for (const { VpcId } of Vpcs) {
    await removeNetwork(present(VpcId, "the network's id"), name);
  }
};

const inputNames = [
  "cidrBlock",
  "numberOfAvailabilityZones",
  "subnetStrategy",
  "subnetSpecs",
  "natGateways",
  "enableDnsSupport",
  "enableDnsHostnames",
  "tags",
] as const;

const vpc = defineType<VpcInputs>({
  inputs: inputNames,
  // the plugin changes a network in place; here, the network and what is attached to it are replaced, with the same
  // result
  replaceOn: inputNames,
  create: async (inputs) => {
    const { cidrBlock, enableDnsSupport, enableDnsHostnames, tags } = inputs;
    await removeLeftover(tags.Name);
    const { Vpc } = await client.send(
      new CreateVpcCommand({ CidrBlock: cidrBlock, TagSpecifications: named("vpc", tags.Name) }),
    );
    const VpcId = present(Vpc?.VpcId, "the network's id");
    const support = { EnableDnsSupport: { Value: enableDnsSupport } };
    await client.send(new ModifyVpcAttributeCommand({ VpcId, ...support }));
    const hostnames = { EnableDnsHostnames: { Value: enableDnsHostnames } };
    await client.send(new ModifyVpcAttributeCommand({ VpcId, ...hostnames }));
    return { id: VpcId, outputs: await createSubnets(VpcId, inputs) };
  },
  update: (_, current) => Promise.resolve(current),
  delete: ({ id }, inputs) => removeNetwork(id, (inputs["tags"] as VpcInputs["tags"]).Name),
});

export const awsx: Readonly<Record<string, AnyResourceType>> = { Vpc: vpc };
