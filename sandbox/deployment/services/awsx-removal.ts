/** Removes a network with everything in it, including what an interrupted deployment left there. */
import {
  DeleteFlowLogsCommand,
  DeleteInternetGatewayCommand,
  DeleteNatGatewayCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DeleteVpcEndpointsCommand,
  DescribeAddressesCommand,
  DescribeFlowLogsCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DetachInternetGatewayCommand,
  EC2Client,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";
import { removeIfThere } from "../resource-type.ts";

const client = new EC2Client({});

const inNetwork = (name: string, vpcId: string) => ({ Filters: [{ Name: name, Values: [vpcId] }] });

const removeWaysOut = async (vpcId: string, name: string): Promise<void> => {
  const { NatGateways = [] } = await client.send(
    new DescribeNatGatewaysCommand({ Filter: [{ Name: "vpc-id", Values: [vpcId] }] }),
  );
  for (const { NatGatewayId } of NatGateways.filter(({ State }) => State === "available")) {
    await client.send(new DeleteNatGatewayCommand({ NatGatewayId }));
  }
  const { Addresses = [] } = await client.send(new DescribeAddressesCommand({}));
  const own = Addresses.filter(({ Tags = [] }) => Tags.some(({ Key, Value }) => Key === "Name" && Value === name));
  for (const { AllocationId } of own) {
    await client.send(new ReleaseAddressCommand({ AllocationId }));
  }
  const { InternetGateways = [] } = await client.send(
    new DescribeInternetGatewaysCommand(inNetwork("attachment.vpc-id", vpcId)),
  );
  for (const { InternetGatewayId } of InternetGateways) {
    await client.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId: vpcId }));
    await client.send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
  }
};

const removeAttached = async (vpcId: string): Promise<void> => {
  const { VpcEndpoints = [] } = await client.send(new DescribeVpcEndpointsCommand(inNetwork("vpc-id", vpcId)));
  const endpoints = VpcEndpoints.filter((endpoint) => endpoint.VpcId === vpcId);
  if (endpoints.length > 0) {
    const VpcEndpointIds = endpoints.flatMap(({ VpcEndpointId }) => VpcEndpointId ?? []);
    await client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds }));
  }
  const { FlowLogs = [] } = await client.send(
    new DescribeFlowLogsCommand({ Filter: [{ Name: "resource-id", Values: [vpcId] }] }),
  );
  if (FlowLogs.length > 0) {
    await client.send(new DeleteFlowLogsCommand({ FlowLogIds: FlowLogs.flatMap(({ FlowLogId }) => FlowLogId ?? []) }));
  }
  const { SecurityGroups = [] } = await client.send(new DescribeSecurityGroupsCommand(inNetwork("vpc-id", vpcId)));
  for (const { GroupId } of SecurityGroups.filter(({ GroupName }) => GroupName !== "default")) {
    await client.send(new DeleteSecurityGroupCommand({ GroupId }));
  }
};

/** @param name value of the tag `Name` of the network and of its resources */
export const removeNetwork = async (vpcId: string, name: string): Promise<void> => {
  await removeWaysOut(vpcId, name);
  await removeAttached(vpcId);
  const { Subnets = [] } = await client.send(new DescribeSubnetsCommand(inNetwork("vpc-id", vpcId)));
  for (const { SubnetId } of Subnets) {
    await client.send(new DeleteSubnetCommand({ SubnetId }));
  }
  await removeIfThere(() => client.send(new DeleteVpcCommand({ VpcId: vpcId })), ["InvalidVpcID.NotFound"]);
};
