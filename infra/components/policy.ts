/** Policy documents as plain data. What each part may do is a list of statements, built by pure functions. */
import * as pulumi from "@pulumi/pulumi";

export interface Statement {
  /** Letters and digits; says what the statement is for. */
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
): Statement => ({ sid, actions, resources, ...(conditions && { conditions }) });

const version = "2012-10-17";

export const permissions = (statements: readonly Statement[]): pulumi.Output<string> =>
  pulumi.jsonStringify({
    Version: version,
    Statement: statements.map(({ sid, actions, resources, conditions }) => ({
      Sid: sid,
      Effect: "Allow",
      Action: [...actions],
      Resource: [...resources],
      ...(conditions && { Condition: conditions }),
    })),
  });

/** Lets a service take a role, on behalf of this account only: another account's resources can't use it. */
export const trust = (service: string, accountId: string): string =>
  JSON.stringify({
    Version: version,
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
      },
    ],
  });

/** Refuses every request to a bucket that isn't encrypted on its way, or is by an outdated protocol. */
export const tlsOnly = (bucketArn: pulumi.Input<string>): pulumi.Output<string> => {
  const refuse = (sid: string, condition: object) => ({
    Sid: sid,
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`],
    Condition: condition,
  });
  return pulumi.jsonStringify({
    Version: version,
    Statement: [
      refuse("RefusePlainText", { Bool: { "aws:SecureTransport": "false" } }),
      refuse("RefuseOutdatedTls", { NumericLessThan: { "s3:TlsVersion": "1.2" } }),
    ],
  });
};
