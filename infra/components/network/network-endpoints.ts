/** The routes from the private network to AWS and their restrictions. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { reachedServices, type ReachedService } from "../../network/reached-services.ts";
import type { Place } from "../../place.ts";

interface Bucket {
  readonly arn: pulumi.Input<string>;
}

const everyone = { AWS: "*" };

/**
 * This account's roles on this account's resources: neither stolen credentials of another account nor data for another
 * account's bucket can pass.
 */
const accountOnly = ({ accountId }: Place): object => ({
  StringEquals: { "aws:PrincipalAccount": accountId, "aws:ResourceAccount": accountId },
});

const document = (statements: readonly object[]): object => ({ Version: "2012-10-17", Statement: statements });

const accountPolicy = (place: Place, prefix: string): string =>
  JSON.stringify(
    document([
      {
        Sid: "OwnAccount",
        Effect: "Allow",
        Principal: everyone,
        Action: `${prefix}:*`,
        Resource: "*",
        Condition: accountOnly(place),
      },
    ]),
  );

/**
 * AWS's buckets that Glue reads its own code from, as the managed policy of its service role names them:
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSGlueServiceRole.html
 */
const glueBuckets = ["crawler-public*", "aws-glue-*"];

const bucketPolicy = (place: Place, buckets: readonly Bucket[]): pulumi.Output<string> =>
  pulumi.jsonStringify(
    document([
      {
        Sid: "OwnBuckets",
        Effect: "Allow",
        Principal: everyone,
        Action: "s3:*",
        Resource: buckets.flatMap(({ arn }) => [arn, pulumi.interpolate`${arn}/*`]),
        Condition: accountOnly(place),
      },
      {
        Sid: "CodeOfGlue",
        Effect: "Allow",
        Principal: everyone,
        Action: "s3:GetObject",
        Resource: glueBuckets.map((bucket) => `arn:${place.partition}:s3:::${bucket}/*`),
        Condition: { StringEquals: { "aws:PrincipalAccount": place.accountId } },
      },
    ]),
  );

/** In China some services' endpoints have different names: the ones we use that CDK's region table lists. */
const otherwiseInChina = ["monitoring", "sqs", "states", "sts"];

const endpointName = ({ partition, region }: Place, service: string): string => {
  const beginning = partition === "aws-cn" && otherwiseInChina.includes(service) ? "cn.com.amazonaws" : "com.amazonaws";
  return `${beginning}.${region}.${service}`;
};

export interface NetworkEndpointsArgs {
  readonly place: Place;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly routeTableIds: pulumi.Input<string[]>;
  /** The interface endpoints' security group, which says who may connect. */
  readonly securityGroupId: pulumi.Input<string>;
  /** Whether mails are sent, which needs more services. */
  readonly mails: boolean;
  /** Buckets that may be reached besides those that Glue reads its code from. */
  readonly buckets: readonly Bucket[];
}

/** The routes from the private network to AWS. Private DNS resolves a service's ordinary name to them. */
export class NetworkEndpoints extends pulumi.ComponentResource {
  readonly endpoints: readonly aws.ec2.VpcEndpoint[];
  /** Prefix lists of services with a gateway endpoint, by the prefix of their actions; rules refer to them. */
  readonly prefixListIds: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: NetworkEndpointsArgs, options: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:NetworkEndpoints", name, {}, options);
    const created = Object.entries(reachedServices)
      .filter(([, { isForMails }]) => args.mails || isForMails !== true)
      .map(([prefix, service]) => ({
        prefix,
        service,
        endpoint: this.create(name, prefix, service, args),
      }));
    this.endpoints = created.map(({ endpoint }) => endpoint);
    this.prefixListIds = Object.fromEntries(
      created
        .filter(({ service }) => service.kind === "Gateway")
        .map(({ prefix, endpoint }) => [prefix, endpoint.prefixListId]),
    );
    this.registerOutputs({});
  }

  private create(
    name: string,
    prefix: string,
    service: ReachedService,
    args: NetworkEndpointsArgs,
  ): aws.ec2.VpcEndpoint {
    const { place, vpcId } = args;
    const way =
      service.kind === "Gateway"
        ? { routeTableIds: args.routeTableIds }
        : { subnetIds: [...args.subnetIds], securityGroupIds: [args.securityGroupId], privateDnsEnabled: true };
    return new aws.ec2.VpcEndpoint(
      `${name}-${prefix}`,
      {
        vpcId,
        serviceName: endpointName(place, service.endpoint ?? prefix),
        vpcEndpointType: service.kind,
        policy: prefix === "s3" ? bucketPolicy(place, args.buckets) : accountPolicy(place, prefix),
        ...way,
        tags: { Name: `${place.prefix}-${prefix}` },
      },
      { parent: this },
    );
  }
}
