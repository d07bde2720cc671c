import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type IpPermission,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import { defineType, present, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

const client = new EC2Client({});

interface RuleInputs {
  readonly securityGroupId: string;
  readonly description: string;
  readonly ipProtocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly cidrIpv4?: string;
  readonly prefixListId?: string;
  readonly referencedSecurityGroupId?: string;
}

const ruleInputs = [
  "securityGroupId",
  "description",
  "ipProtocol",
  "fromPort",
  "toPort",
  "cidrIpv4",
  "prefixListId",
  "referencedSecurityGroupId",
] as const;

const permission = (inputs: RuleInputs): IpPermission => {
  const { description: Description, cidrIpv4, prefixListId, referencedSecurityGroupId } = inputs;
  return {
    IpProtocol: inputs.ipProtocol,
    FromPort: inputs.fromPort,
    ToPort: inputs.toPort,
    ...(cidrIpv4 !== undefined && { IpRanges: [{ CidrIp: cidrIpv4, Description }] }),
    ...(prefixListId !== undefined && { PrefixListIds: [{ PrefixListId: prefixListId, Description }] }),
    ...(referencedSecurityGroupId !== undefined && {
      UserIdGroupPairs: [{ GroupId: referencedSecurityGroupId, Description }],
    }),
  };
};

const applied = ([rule]: readonly SecurityGroupRule[] = []): Applied => ({
  id: present(rule?.SecurityGroupRuleId, "the rule's id"),
  outputs: {},
});

/** If the group no longer has the rule, or is gone, the rule counts as removed. */
const gone = ["InvalidGroup.NotFound", "InvalidSecurityGroupRuleId.NotFound"];

const groupOf = (inputs: Readonly<Record<string, unknown>>): string => inputs["securityGroupId"] as string;

const ingressRule = defineType<RuleInputs>({
  inputs: ruleInputs,
  replaceOn: ruleInputs,
  create: async (inputs) => {
    const GroupId = inputs.securityGroupId;
    const answer = await client.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission(inputs)] }),
    );
    return applied(answer.SecurityGroupRules);
  },
  update: (_, current) => Promise.resolve(current),
  delete: ({ id }, inputs) =>
    removeIfThere(
      () =>
        client.send(new RevokeSecurityGroupIngressCommand({ GroupId: groupOf(inputs), SecurityGroupRuleIds: [id] })),
      gone,
    ),
});

const egressRule = defineType<RuleInputs>({
  inputs: ruleInputs,
  replaceOn: ruleInputs,
  create: async (inputs) => {
    const GroupId = inputs.securityGroupId;
    const answer = await client.send(
      new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: [permission(inputs)] }),
    );
    return applied(answer.SecurityGroupRules);
  },
  update: (_, current) => Promise.resolve(current),
  delete: ({ id }, inputs) =>
    removeIfThere(
      () => client.send(new RevokeSecurityGroupEgressCommand({ GroupId: groupOf(inputs), SecurityGroupRuleIds: [id] })),
      gone,
    ),
});

export const vpc: Readonly<Record<string, AnyResourceType>> = {
  SecurityGroupIngressRule: ingressRule,
  SecurityGroupEgressRule: egressRule,
};
