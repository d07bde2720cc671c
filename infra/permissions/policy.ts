/** Policy documents as plain data. Each part's permissions are a list of statements, built by pure functions. */
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "../place.ts";

export interface Statement {
  readonly effect: "Allow" | "Deny";
  /** Letters and digits; the statement's purpose. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly pulumi.Input<string>[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
}

export const allow = (
  sid: string,
  actions: readonly string[],
  resources: readonly pulumi.Input<string>[],
  conditions?: Statement["conditions"],
): Statement => ({ effect: "Allow", sid, actions, resources, ...(conditions && { conditions }) });

/** Revokes what another statement allows where the conditions hold. */
export const deny = (
  sid: string,
  actions: readonly string[],
  resources: readonly pulumi.Input<string>[],
  conditions: NonNullable<Statement["conditions"]>,
): Statement => ({ effect: "Deny", sid, actions, resources, conditions });

const version = "2012-10-17";

export const permissions = (statements: readonly Statement[]): pulumi.Output<string> =>
  pulumi.jsonStringify({
    Version: version,
    Statement: statements.map(({ effect, sid, actions, resources, conditions }) => ({
      Sid: sid,
      Effect: effect,
      Action: [...actions],
      Resource: [...resources],
      ...(conditions && { Condition: conditions }),
    })),
  });

/** Who assumes a role: services, on behalf of what the conditions say. */
export interface Trust {
  readonly services: readonly string[];
  readonly conditions: NonNullable<Statement["conditions"]>;
}

/** Lets a service assume a role only on behalf of this account: another account's resources can't use it. */
export const ofAccount = (service: string, accountId: string): Trust => ({
  services: [service],
  conditions: { StringEquals: { "aws:SourceAccount": accountId } },
});

export const trust = ({ services, conditions }: Trust): string =>
  JSON.stringify({
    Version: version,
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: services.length === 1 ? services[0] : services },
        Action: "sts:AssumeRole",
        Condition: conditions,
      },
    ],
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html#grant-log-delivery-permissions-general */
const takesAccessLogs = ({ partition, prefix, accountId }: Place, objects: pulumi.Input<string>): object => ({
  Sid: "TakeAccessLogs",
  Effect: "Allow",
  Principal: { Service: "logging.s3.amazonaws.com" },
  Action: "s3:PutObject",
  Resource: objects,
  Condition: {
    StringEquals: { "aws:SourceAccount": accountId },
    ArnLike: { "aws:SourceArn": `arn:${partition}:s3:::${prefix}-*` },
  },
});

/**
 * Denies every request to a bucket that isn't encrypted in transit or uses an outdated protocol; with `readers`, also
 * denies every read by another role, whatever its own policies say.
 *
 * @param readers ARNs of roles; in a condition instead of as principals, because some don't exist yet
 * @param logsOf lets S3 write the access logs of the stack's buckets
 */
export const bucketPolicy = (
  bucketArn: pulumi.Input<string>,
  readers: readonly string[] | undefined,
  logsOf: Place | undefined,
): pulumi.Output<string> => {
  const objects = pulumi.interpolate`${bucketArn}/*`;
  const refuse = (sid: string, action: string, resource: readonly pulumi.Input<string>[], condition: object) => ({
    Sid: sid,
    Effect: "Deny",
    Principal: "*",
    Action: action,
    Resource: resource,
    Condition: condition,
  });
  const everything = [bucketArn, objects];
  return pulumi.jsonStringify({
    Version: version,
    Statement: [
      refuse("RefusePlainText", "s3:*", everything, { Bool: { "aws:SecureTransport": "false" } }),
      refuse("RefuseOutdatedTls", "s3:*", everything, { NumericLessThan: { "s3:TlsVersion": "1.2" } }),
      ...(readers === undefined
        ? []
        : [
            refuse("RefuseOtherReaders", "s3:GetObject*", [objects], {
              ArnNotEquals: { "aws:PrincipalArn": [...readers] },
            }),
          ]),
      ...(logsOf === undefined ? [] : [takesAccessLogs(logsOf, objects)]),
    ],
  });
};

/** Denies requests to a queue or topic without TLS; the roles' own policies decide who may do what. */
export const tlsOnly = (action: "sqs:*" | "sns:Publish", arn: pulumi.Input<string>): pulumi.Output<string> =>
  pulumi.jsonStringify({
    Version: version,
    Statement: [
      {
        Sid: "RefusePlainText",
        Effect: "Deny",
        Principal: "*",
        Action: action,
        Resource: arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
