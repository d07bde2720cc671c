import { allow, aws } from "../support/policy.ts";

const attach = { Effect: "Allow", Action: ["ec2:CreateNetworkInterface", "ec2:DescribeSubnets"], Resource: "*" };
const keepCodeOut = {
  Effect: "Deny",
  Action: ["ec2:CreateNetworkInterface"],
  Resource: "*",
  Condition: { ArnEquals: { "lambda:SourceFunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:plan" } },
};
const attaching = (...Statement: readonly object[]) =>
  aws("iam/rolePolicy", { policy: JSON.stringify({ Version: "2012-10-17", Statement }) });

export const passes = [
  aws("iam/rolePolicy", { policy: allow({ Action: "cloudwatch:PutMetricData", Resource: "*" }) }),
  attaching(attach, keepCodeOut),
];

export const fails = [aws("iam/rolePolicy", { policy: allow({ Action: "sqs:SendMessage", Resource: "*" }) })];

/** Each of these lets a function be attached without denying the same to its code. */
export const alsoFails = [
  attaching(attach),
  attaching(attach, { ...keepCodeOut, Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1" } } }),
  attaching(attach, { ...keepCodeOut, Action: ["ec2:DeleteNetworkInterface"] }),
];
