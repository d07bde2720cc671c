/** Permissions that let Lambda or Glue attach a role's workloads to the private network. Pure. */
import * as pulumi from "@pulumi/pulumi";
import { arn, type Place } from "../place.ts";
import { allow, deny, type Statement } from "./policy.ts";

/** Where a workload is attached to the network. */
export interface Attachment {
  /** One per availability zone. */
  readonly subnetIds: readonly pulumi.Output<string>[];
  readonly securityGroupId: pulumi.Output<string>;
}

/** Where Glue attaches a job or crawler: one connection per availability zone. */
export interface GlueAttachment extends Attachment {
  readonly connectionNames: readonly pulumi.Output<string>[];
}

/** From the managed policy AWSLambdaVPCAccessExecutionRole, which Lambda's page on networks requires. */
const interfaceActions = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

/**
 * Permissions for the role of a function in the network. Lambda checks them before an interface exists and names no
 * resource, so anything narrower than all resources is refused. The function's code, whose calls alone carry the
 * function's ARN, is denied all of them:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 * https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 */
export const attachesFunction = (place: Place, functionName: string): Statement[] => [
  allow("AttachToNetwork", interfaceActions, ["*"]),
  deny("KeepCodeFromNetwork", interfaceActions, ["*"], {
    ArnEquals: { "lambda:SourceFunctionArn": arn(place, "lambda", `function:${functionName}`) },
  }),
];

/**
 * Permissions for the role of a job or crawler in the network, from the managed policy of Glue's service role:
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSGlueServiceRole.html
 */
export const attachesGlue = (place: Place, attachment: GlueAttachment): Statement[] => [
  allow(
    "AttachToNetwork",
    ["ec2:CreateNetworkInterface"],
    [
      arn(place, "ec2", "network-interface/*"),
      ...attachment.subnetIds.map((id) => pulumi.interpolate`${arn(place, "ec2", "subnet/")}${id}`),
      pulumi.interpolate`${arn(place, "ec2", "security-group/")}${attachment.securityGroupId}`,
    ],
  ),
  allow("DetachFromNetwork", ["ec2:DeleteNetworkInterface"], [arn(place, "ec2", "network-interface/*")]),
  allow("MarkAttachment", ["ec2:CreateTags", "ec2:DeleteTags"], [arn(place, "ec2", "network-interface/*")], {
    "ForAllValues:StringEquals": { "aws:TagKeys": "aws-glue-service-resource" },
  }),
  // describe actions don't support resource-level permissions; the condition limits them to the stack's region
  allow(
    "FindAttachment",
    [
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcAttribute",
      "ec2:DescribeVpcEndpoints",
    ],
    ["*"],
    { StringEquals: { "aws:RequestedRegion": place.region } },
  ),
  allow(
    "ReadConnections",
    ["glue:GetConnection"],
    [
      arn(place, "glue", "catalog"),
      ...attachment.connectionNames.map((name) => pulumi.interpolate`${arn(place, "glue", "connection/")}${name}`),
    ],
  ),
];
