/** Which AWS services are reached from the private network, by what, and how narrowly: pure but for the resources. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "./place.ts";

interface ReachedService {
  /** Gateways are routes and cost nothing; interfaces are paid per zone and hour. */
  readonly kind: "Gateway" | "Interface";
  /** Last part of the endpoint's service name, where it isn't the prefix of the service's actions. */
  readonly endpoint?: string;
  /** Who calls it from inside, and what for. */
  readonly reason: string;
}

/**
 * Every service that a function or job calls from inside, by the prefix of its actions. A test compares the list with
 * what their roles may call: an endpoint that nobody needs any more is only paid for, and a call without one hangs until
 * it times out.
 */
export const reachedServices: Readonly<Record<string, ReachedService>> = {
  s3: { kind: "Gateway", reason: "pages, tables, contracts, manifests and results" },
  dynamodb: { kind: "Gateway", reason: "the ledger" },
  sqs: { kind: "Interface", reason: "plan sends pages, extract puts one off that failed" },
  secretsmanager: { kind: "Interface", reason: "tokens of the sources, the key that personal values are masked with" },
  states: { kind: "Interface", reason: "start begins a night, the last page resumes it" },
  sns: { kind: "Interface", reason: "report announces the night" },
  glue: {
    kind: "Interface",
    reason: "tables of the catalog: the job commits, the crawlers infer, govern tags, report compares",
  },
  lakeformation: {
    kind: "Interface",
    reason: "govern reads and mends settings and tags, the job asks for tables' files",
  },
  logs: { kind: "Interface", reason: "workers of the job and the crawlers write their logs" },
  cloudwatch: { kind: "Interface", endpoint: "monitoring", reason: "workers of the job write their metrics" },
  // https://docs.aws.amazon.com/glue/latest/dg/connection-JDBC-VPC.html asks for it where Glue works with encryption
  kms: { kind: "Interface", reason: "workers of the job and the crawlers use the security configuration's key" },
  sts: { kind: "Interface", reason: "workers ask who they are, which takes no permission, before they ask for data" },
};

interface Bucket {
  readonly arn: pulumi.Input<string>;
}

const everyone = { AWS: "*" };

/**
 * Roles of this account, on resources of this account: stolen credentials of another account, or data for a bucket of
 * another account, find no way through.
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
 * Buckets of AWS that Glue reads its own code from, as the managed policy of its service role names them:
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

export interface NetworkEndpointsArgs {
  readonly place: Place;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly routeTableIds: pulumi.Input<string[]>;
  /** The group of the interfaces: says who may connect. */
  readonly securityGroupId: pulumi.Input<string>;
  /** Buckets that may be reached, besides those that Glue reads its code from. */
  readonly buckets: readonly Bucket[];
}

/** The ways from the private network to AWS. Private DNS leads a service's ordinary name to them. */
export class NetworkEndpoints extends pulumi.ComponentResource {
  readonly endpoints: readonly aws.ec2.VpcEndpoint[];
  /** Addresses of the services with a gateway, by the prefix of their actions: what rules name them by. */
  readonly prefixListIds: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: NetworkEndpointsArgs, options?: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:NetworkEndpoints", name, {}, options);
    const created = Object.entries(reachedServices).map(([prefix, service]) => ({
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
        serviceName: `com.amazonaws.${place.region}.${service.endpoint ?? prefix}`,
        vpcEndpointType: service.kind,
        policy: prefix === "s3" ? bucketPolicy(place, args.buckets) : accountPolicy(place, prefix),
        ...way,
        tags: { Name: `${place.prefix}-${prefix}` },
      },
      { parent: this },
    );
  }
}
