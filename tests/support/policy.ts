/** Minimal resources for the rules' fixtures. */
import type { Resource } from "../../policy/rule.ts";

/** A resource of `aws:<service>/<kind>:<Kind>`, given as `<service>/<kind>`. */
export const aws = (kind: string, inputs: Resource["inputs"], name = "subject"): Resource => {
  const [, type = ""] = kind.split("/");
  return { type: `aws:${kind}:${type.charAt(0).toUpperCase()}${type.slice(1)}`, name, inputs, parent: null };
};

export const vpc: Resource = {
  type: "awsx:ec2:Vpc",
  name: "network",
  inputs: { cidrBlock: "10.0.0.0/16" },
  parent: null,
};

const document = (effect: "Allow" | "Deny", statement: object): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: "Tested", Effect: effect, ...statement }] });

export const allow = (statement: object): string => document("Allow", statement);
export const deny = (statement: object): string => document("Deny", statement);

/** A policy that denies requests without TLS to a service. */
export const tlsOnly = (service: string, secure = "false"): string =>
  deny({
    Principal: "*",
    Action: `${service}:*`,
    Resource: "*",
    Condition: { Bool: { "aws:SecureTransport": secure } },
  });

export const keyArn = "arn:aws:kms:us-east-1:123456789012:key/1";
export const queueArn = (name: string): string => `arn:aws:sqs:us-east-1:123456789012:${name}`;
export const queueUrl = (name: string): string => `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`;
export const roleArn = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;
export const account = "123456789012";
