/** The private network. */
import { allowsOf, publicStatements, isEverything } from "../document.ts";
import { at, companion, equals, listAt, textAt } from "../judges.ts";
import type { Resource, Rule } from "../rule.ts";

const vpcs = ["awsx:ec2:Vpc", "aws:ec2/vpc:Vpc"];
const group = "aws:ec2/securityGroup:SecurityGroup";
const groupRule = "aws:ec2/securityGroupRule:SecurityGroupRule";
const ingressRule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egressRule = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const endpoint = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** One inbound or outbound rule, whichever of the three resource types declares it. */
interface Way {
  readonly inwards: boolean;
  readonly addresses: readonly unknown[];
  readonly everyPort: boolean;
  readonly description: unknown;
}

const wayOf = (rule: unknown, inwards: boolean): Way => ({
  inwards,
  addresses: ["cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6"].flatMap((key) => listAt(rule, key)),
  everyPort: ["-1", "all"].includes(String(at(rule, "protocol") ?? at(rule, "ipProtocol"))),
  description: at(rule, "description"),
});

const waysOf = ({ type, inputs }: Resource): Way[] => {
  if (type === group) {
    const ingress = listAt(inputs, "ingress").map((rule) => wayOf(rule, true));
    return [...ingress, ...listAt(inputs, "egress").map((rule) => wayOf(rule, false))];
  }
  return [wayOf(inputs, type === ingressRule || (type === groupRule && inputs["type"] === "ingress"))];
};

const anywhere = new Set<unknown>(["0.0.0.0/0", "::/0"]);
const isOpen = ({ addresses }: Way): boolean => addresses.some((address) => anywhere.has(address));

/** Before the network is created, its id is a placeholder: everything in a stack belongs to its only network. */
const ofNetwork = (candidate: Resource, vpc: Resource): boolean => {
  const id = textAt(candidate.inputs, "vpcId");
  return id !== "" && (at(vpc.inputs, "vpcId") === undefined || at(vpc.inputs, "vpcId") === id);
};

const network = { severity: "high", services: ["VPC"], types: vpcs } as const;

export const ec2Rules: readonly Rule[] = [
  {
    ...network,
    id: "vpc-default-group-closed",
    title: "The network's default security group lets nothing in or out",
    origins: ["EC2.2", "CKV2_AWS_12"],
    judge: companion(
      "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
      ofNetwork,
      "default security group without rules",
      ({ inputs }) => listAt(inputs, "ingress").length + listAt(inputs, "egress").length === 0,
    ),
    fix: "declare a DefaultSecurityGroup without rules",
  },
  {
    ...network,
    id: "vpc-flow-logs",
    title: "All network connections are logged",
    origins: ["EC2.6", "CKV2_AWS_11", "AwsSolutions-VPC7"],
    judge: companion(
      "aws:ec2/flowLog:FlowLog",
      ofNetwork,
      "flow log of all traffic",
      ({ inputs }) => inputs["trafficType"] === "ALL",
    ),
    fix: "add a FlowLog with trafficType ALL",
  },
  {
    ...network,
    id: "ec2-nothing-comes-in",
    title: "No security group admits the internet",
    origins: [
      "EC2.13",
      "EC2.14",
      "EC2.18",
      "EC2.19",
      "CKV_AWS_24",
      "CKV_AWS_25",
      "CKV_AWS_260",
      "CKV_AWS_277",
      "AwsSolutions-EC23",
    ],
    severity: "critical",
    types: [group, groupRule, ingressRule],
    judge: (resource) =>
      waysOf(resource)
        .filter((way) => way.inwards && isOpen(way))
        .map(() => "any address of the internet may connect"),
    fix: "name the group or the addresses that may connect",
  },
  {
    ...network,
    id: "ec2-no-open-way-out",
    title: "No security group allows all outbound traffic",
    origins: ["CKV_AWS_382"],
    types: [group, groupRule, egressRule],
    judge: (resource) =>
      waysOf(resource)
        .filter((way) => !way.inwards && isOpen(way))
        .map(() => "it may send data to any address"),
    fix: "name the group, the prefix list or the addresses that are reached",
  },
  {
    ...network,
    id: "ec2-named-ports",
    title: "Every rule of a security group names its ports",
    origins: [],
    severity: "medium",
    types: [group, groupRule, ingressRule, egressRule],
    judge: (resource) =>
      waysOf(resource)
        .filter(({ everyPort }) => everyPort)
        .map(() => "it is for all protocols and ports"),
    fix: "name the protocol and the ports",
  },
  {
    ...network,
    id: "ec2-described",
    title: "Security groups and their rules say what they are for",
    origins: ["CKV_AWS_23", "AwsSolutions-EC27"],
    severity: "low",
    types: [group, groupRule, ingressRule, egressRule],
    judge: (resource) => [
      ...(resource.type === group && textAt(resource.inputs, "description") === "" ? ["it has no description"] : []),
      ...waysOf(resource)
        .filter(({ description }) => typeof description !== "string" || description === "")
        .map(() => "a rule of it has no description"),
    ],
    fix: "set description",
  },
  {
    ...network,
    id: "vpc-endpoint-bound",
    title: "An endpoint passes only this account's calls",
    origins: [],
    types: [endpoint],
    judge: ({ inputs }) => {
      if (textAt(inputs, "policy") === "") {
        return ["it has no policy, so anybody's credentials reach anybody's data through it"];
      }
      return publicStatements(inputs["policy"]);
    },
    fix: "restrict the endpoint's policy with aws:PrincipalAccount",
  },
  {
    ...network,
    id: "vpc-s3-endpoint-names-buckets",
    title: "The S3 endpoint passes only calls to named buckets",
    origins: [],
    types: [endpoint],
    judge: ({ inputs }) =>
      textAt(inputs, "serviceName").endsWith(".s3")
        ? allowsOf(inputs["policy"])
            .filter(isEverything)
            .map(({ sid }) => `the statement ${sid} reaches every bucket`)
        : [],
    fix: "name the stack's buckets in the endpoint's policy",
  },
  {
    ...network,
    id: "vpc-endpoint-in-several-zones",
    title: "An interface endpoint spans several zones",
    origins: [],
    severity: "medium",
    types: [endpoint],
    judge: ({ inputs }) =>
      inputs["vpcEndpointType"] === "Interface" && new Set(listAt(inputs, "subnetIds")).size < 2
        ? ["the service is unreachable if its zone is down"]
        : [],
    fix: "name a subnet per zone",
  },
  {
    ...network,
    id: "vpc-endpoint-private-dns",
    title: "A service's ordinary name resolves to its endpoint",
    origins: [],
    severity: "medium",
    types: [endpoint],
    judge: (resource, stack) =>
      resource.inputs["vpcEndpointType"] === "Interface" ? equals("privateDnsEnabled", true)(resource, stack) : [],
    fix: "set privateDnsEnabled",
  },
];
