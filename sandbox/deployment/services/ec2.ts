/** Parts of a private network. Packets aren't filtered here; the rules are only stored. */
import {
  CreateFlowLogsCommand,
  CreateSecurityGroupCommand,
  CreateVpcEndpointCommand,
  DeleteFlowLogsCommand,
  DeleteSecurityGroupCommand,
  DeleteVpcEndpointsCommand,
  DescribePrefixListsCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  ModifyVpcEndpointCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
  type TrafficType,
  type VpcEndpointType,
} from "@aws-sdk/client-ec2";
import { createOr, defineType, present, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new EC2Client({});

type Tags = Readonly<Record<string, string>>;

const tagList = (tags: Tags = {}) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

interface GroupInputs {
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly tags?: Tags;
}

const findGroup = async (vpcId: string, name: string): Promise<SecurityGroup> => {
  const Filters = [
    { Name: "vpc-id", Values: [vpcId] },
    { Name: "group-name", Values: [name] },
  ];
  const { SecurityGroups = [] } = await client.send(new DescribeSecurityGroupsCommand({ Filters }));
  return present(SecurityGroups[0], `the security group ${name}`);
};

/** A new group has a rule that allows all egress; it is removed here, as Pulumi does. */
const closeGroup = async ({ GroupId, IpPermissions = [], IpPermissionsEgress = [] }: SecurityGroup): Promise<void> => {
  if (IpPermissions.length > 0) {
    await client.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  }
  if (IpPermissionsEgress.length > 0) {
    await client.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: IpPermissionsEgress }));
  }
};

const closedGroup = async (vpcId: string, name: string): Promise<Applied> => {
  const group = await findGroup(vpcId, name);
  await closeGroup(group);
  return { id: present(group.GroupId, "the group's id"), outputs: {} };
};

const securityGroup = defineType<GroupInputs>({
  inputs: ["name", "description", "vpcId", "tags"],
  replaceOn: ["name", "description", "vpcId", "tags"],
  create: ({ name, description, vpcId, tags }) =>
    createOr(
      async () => {
        await client.send(
          new CreateSecurityGroupCommand({
            GroupName: name,
            Description: description,
            VpcId: vpcId,
            TagSpecifications: [{ ResourceType: "security-group", Tags: tagList(tags) }],
          }),
        );
        return closedGroup(vpcId, name);
      },
      ["InvalidGroup.Duplicate"],
      () => closedGroup(vpcId, name),
    ),
  update: (_, current) => Promise.resolve(current),
  delete: ({ id }) =>
    removeIfThere(() => client.send(new DeleteSecurityGroupCommand({ GroupId: id })), ["InvalidGroup.NotFound"]),
});

/** The network's default group already exists, and is removed with the network. */
const defaultSecurityGroup = defineType<Pick<GroupInputs, "vpcId">>({
  inputs: ["vpcId"],
  replaceOn: ["vpcId"],
  create: ({ vpcId }) => closedGroup(vpcId, "default"),
  update: (_, current) => Promise.resolve(current),
  delete: () => Promise.resolve(),
});

interface EndpointInputs {
  readonly vpcId: string;
  readonly serviceName: string;
  readonly vpcEndpointType: VpcEndpointType;
  readonly policy: string;
  readonly routeTableIds?: string[];
  readonly subnetIds?: string[];
  readonly securityGroupIds?: string[];
  readonly privateDnsEnabled?: boolean;
  readonly tags?: Tags;
}

const prefixListOf = async ({ serviceName, vpcEndpointType }: EndpointInputs): Promise<object> => {
  if (vpcEndpointType !== "Gateway") {
    return {};
  }
  const Filters = [{ Name: "prefix-list-name", Values: [serviceName] }];
  const { PrefixLists = [] } = await client.send(new DescribePrefixListsCommand({ Filters }));
  return { prefixListId: present(PrefixLists[0]?.PrefixListId, `the prefix list of ${serviceName}`) };
};

const vpcEndpoint = defineType<EndpointInputs>({
  inputs: [
    "vpcId",
    "serviceName",
    "vpcEndpointType",
    "policy",
    "routeTableIds",
    "subnetIds",
    "securityGroupIds",
    "privateDnsEnabled",
    "tags",
  ],
  replaceOn: [
    "vpcId",
    "serviceName",
    "vpcEndpointType",
    "routeTableIds",
    "subnetIds",
    "securityGroupIds",
    "privateDnsEnabled",
    "tags",
  ],
  create: async (inputs) => {
    const { VpcEndpoint } = await client.send(
      new CreateVpcEndpointCommand({
        VpcId: inputs.vpcId,
        ServiceName: inputs.serviceName,
        VpcEndpointType: inputs.vpcEndpointType,
        PolicyDocument: inputs.policy,
        RouteTableIds: inputs.routeTableIds,
        SubnetIds: inputs.subnetIds,
        SecurityGroupIds: inputs.securityGroupIds,
        PrivateDnsEnabled: inputs.privateDnsEnabled,
        TagSpecifications: [{ ResourceType: "vpc-endpoint", Tags: tagList(inputs.tags) }],
      }),
    );
    const id = present(VpcEndpoint?.VpcEndpointId, "the endpoint's id");
    return { id, outputs: { ...(await prefixListOf(inputs)) } };
  },
  update: async ({ policy }, current) => {
    await client.send(new ModifyVpcEndpointCommand({ VpcEndpointId: current.id, PolicyDocument: policy }));
    return current;
  },
  delete: async ({ id }) => {
    await client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
  },
});

interface FlowLogInputs {
  readonly vpcId: string;
  readonly trafficType: TrafficType;
  readonly logDestination: string;
  readonly iamRoleArn: string;
}

const flowLog = defineType<FlowLogInputs>({
  inputs: ["vpcId", "trafficType", "logDestination", "iamRoleArn"],
  replaceOn: ["vpcId", "trafficType", "logDestination", "iamRoleArn"],
  create: async (inputs) => {
    const { FlowLogIds = [] } = await client.send(
      new CreateFlowLogsCommand({
        ResourceIds: [inputs.vpcId],
        ResourceType: "VPC",
        TrafficType: inputs.trafficType,
        LogDestination: inputs.logDestination,
        DeliverLogsPermissionArn: inputs.iamRoleArn,
      }),
    );
    return { id: present(FlowLogIds[0], "the flow log's id"), outputs: {} };
  },
  update: (_, current) => Promise.resolve(current),
  delete: async ({ id }) => {
    await client.send(new DeleteFlowLogsCommand({ FlowLogIds: [id] }));
  },
});

export const ec2: Readonly<Record<string, AnyResourceType>> = {
  SecurityGroup: securityGroup,
  DefaultSecurityGroup: defaultSecurityGroup,
  VpcEndpoint: vpcEndpoint,
  FlowLog: flowLog,
};
