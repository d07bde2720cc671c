import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { allowedAddresses, type ReachedSource } from "../../network/source-addresses.ts";
import type { Place } from "../../place.ts";

export interface NetworkGroupsArgs {
  readonly place: Place;
  readonly vpcId: pulumi.Input<string>;
  readonly sources: Readonly<Record<string, ReachedSource>>;
  /** CIDR blocks that connect to Redshift; `undefined` without Redshift. */
  readonly redshiftClients: readonly string[] | undefined;
}

interface Rule {
  /** Letters, digits, and `-`; the rule's name within its group. */
  readonly name: string;
  /** Without apostrophes: EC2 rejects them. */
  readonly description: string;
  readonly ports?: readonly [number, number];
  readonly to:
    | { readonly cidrIpv4: string }
    | { readonly group: aws.ec2.SecurityGroup }
    | { readonly prefixListId: pulumi.Output<string> };
}

const https = [443, 443] as const;
const anyPort = [0, 65_535] as const;
const redshiftPort = [5439, 5439] as const;

/**
 * Who may connect to whom in the private network. Groups have only the rules below: no traffic comes in from outside,
 * and traffic goes out only to the endpoints and the sources' addresses.
 */
export class NetworkGroups extends pulumi.ComponentResource {
  readonly endpoints: aws.ec2.SecurityGroup;
  readonly functions: aws.ec2.SecurityGroup;
  readonly jobs: aws.ec2.SecurityGroup;
  readonly redshift: aws.ec2.SecurityGroup | undefined;
  private readonly name: string;
  private readonly args: NetworkGroupsArgs;

  constructor(name: string, args: NetworkGroupsArgs, options: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:NetworkGroups", name, {}, options);
    this.name = name;
    this.args = args;
    // anything attached without a group gets this one, which has no rules
    new aws.ec2.DefaultSecurityGroup(`${name}-default`, { vpcId: args.vpcId }, { parent: this });
    this.endpoints = this.createGroup("endpoints", "Endpoints of AWS services");
    this.functions = this.createGroup("functions", "Functions");
    this.jobs = this.createGroup("jobs", "Jobs and crawlers of Glue");
    this.redshift = args.redshiftClients && this.createGroup("redshift", "Redshift");
    this.registerOutputs({});
  }

  /**
   * Creates the rules and returns them, so that whatever needs a way out can wait for it.
   *
   * @param prefixListIds prefix lists of services with a gateway endpoint, by the prefix of their actions
   */
  connect(prefixListIds: Readonly<Record<string, pulumi.Output<string>>>): readonly pulumi.CustomResource[] {
    const { endpoints, functions, jobs } = this;
    const gateways = Object.entries(prefixListIds).map(([service, prefixListId]): Rule => ({
      name: service,
      description: `To ${service}`,
      to: { prefixListId },
    }));
    const toEndpoints: Rule = { name: "endpoints", description: "To AWS", to: { group: endpoints } };
    const toSources = allowedAddresses(this.args.sources).map(({ cidrBlock, port, sources }): Rule => ({
      name: `${blockName(cidrBlock)}-${port}`,
      description: `To ${sources.join(", ")}`,
      ports: [port, port],
      to: { cidrIpv4: cidrBlock },
    }));
    // Workers of one job run talk to each other on any port; Glue rejects a group without these two rules:
    // https://docs.aws.amazon.com/glue/latest/dg/setup-vpc-for-glue-access.html
    const itself: Rule = { name: "itself", description: "Between workers", ports: anyPort, to: { group: jobs } };
    return [
      this.allowIn("endpoints", endpoints, {
        name: "functions",
        description: "From functions",
        to: { group: functions },
      }),
      this.allowIn("endpoints", endpoints, { name: "jobs", description: "From jobs", to: { group: jobs } }),
      this.allowIn("jobs", jobs, itself),
      ...[itself, toEndpoints, ...gateways.filter(({ name }) => name === "s3")].map((rule) =>
        this.allowOut("jobs", jobs, rule),
      ),
      ...[toEndpoints, ...gateways, ...toSources].map((rule) => this.allowOut("functions", functions, rule)),
      ...this.connectRedshift([toEndpoints, ...gateways.filter(({ name }) => name === "s3")]),
    ];
  }

  private connectRedshift(waysOut: readonly Rule[]): readonly pulumi.CustomResource[] {
    const { redshift, endpoints, args } = this;
    if (redshift === undefined) {
      return [];
    }
    const clients = (args.redshiftClients ?? []).map((cidrIpv4): Rule => ({
      name: blockName(cidrIpv4),
      description: "From clients",
      ports: redshiftPort,
      to: { cidrIpv4 },
    }));
    return [
      this.allowIn("endpoints", endpoints, { name: "redshift", description: "From Redshift", to: { group: redshift } }),
      ...clients.map((rule) => this.allowIn("redshift", redshift, rule)),
      ...waysOut.map((rule) => this.allowOut("redshift", redshift, rule)),
    ];
  }

  private createGroup(part: string, description: string): aws.ec2.SecurityGroup {
    const { place, vpcId } = this.args;
    return new aws.ec2.SecurityGroup(
      `${this.name}-${part}`,
      { name: `${place.prefix}-${part}`, description, vpcId, tags: { Name: `${place.prefix}-${part}` } },
      { parent: this },
    );
  }

  private allowIn(part: string, group: aws.ec2.SecurityGroup, rule: Rule): pulumi.CustomResource {
    const name = `${this.name}-${part}-from-${rule.name}`;
    return new aws.vpc.SecurityGroupIngressRule(name, ruleInputs(group, rule), { parent: this });
  }

  private allowOut(part: string, group: aws.ec2.SecurityGroup, rule: Rule): pulumi.CustomResource {
    const name = `${this.name}-${part}-to-${rule.name}`;
    return new aws.vpc.SecurityGroupEgressRule(name, ruleInputs(group, rule), { parent: this });
  }
}

const blockName = (cidrBlock: string): string => cidrBlock.replace(/[./]/g, "-");

const ruleInputs = (group: aws.ec2.SecurityGroup, { description, ports = https, to }: Rule) => ({
  securityGroupId: group.id,
  description,
  ipProtocol: "tcp",
  fromPort: ports[0],
  toPort: ports[1],
  ...("group" in to ? { referencedSecurityGroupId: to.group.id } : to),
});
