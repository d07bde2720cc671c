/** What a role may do so that Lambda or Glue can attach what it runs to the private network: pure. */
import * as pulumi from "@pulumi/pulumi";
import { arn, type Place } from "../place.ts";
import { allow, deny, type Statement } from "./policy.ts";

/** Where in the network something is attached. */
export interface Attachment {
  /** One per availability zone. */
  readonly subnetIds: readonly pulumi.Output<string>[];
  readonly securityGroupId: pulumi.Output<string>;
}

/** Where Glue attaches a job or a crawler: one connection per availability zone. */
export interface GlueAttachment extends Attachment {
  readonly connectionNames: readonly pulumi.Output<string>[];
}

/** Of the managed policy AWSLambdaVPCAccessExecutionRole, which Lambda's page on networks asks for. */
const interfaceActions = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

/**
 * What the role of a function in the network needs. Lambda asks whether the role may before there is an interface, and
 * names no resource then, so anything narrower than all of them is refused. A function's code, whose calls alone carry
 * the function's ARN, is denied all of it:
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
 * What the role of a job or crawler in the network needs, out of the managed policy of Glue's service role:
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
  // describing knows no resources; the condition confines it to the stack's region
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
