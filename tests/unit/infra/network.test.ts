import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { allowedAddresses } from "../../../infra/network/source-addresses.ts";
import { reachedServices } from "../../../infra/network/reached-services.ts";
import {
  recordedResources,
  resourcesOf,
  statementsOf,
  variants,
  type PolicyStatement,
  type Recorded,
} from "./recorded.ts";

const account = "123456789012";
const types = {
  endpoint: "aws:ec2/vpcEndpoint:VpcEndpoint",
  group: "aws:ec2/securityGroup:SecurityGroup",
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  function: "aws:lambda/function:Function",
  policy: "aws:iam/rolePolicy:RolePolicy",
  role: "aws:iam/role:Role",
};
const interfaceActions = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];
const isNetwork = ({ type }: Recorded): boolean => /^(aws:(ec2|vpc)\/|awsx:|aws:glue\/connection)/.test(type);

/** Services that work inside the network; what other services' roles may do is done from outside. */
const insiders = ["lambda.amazonaws.com", "glue.amazonaws.com", "redshift.amazonaws.com"];
/** Services whose actions Lambda and Glue call themselves, before the code is attached to the network. */
const takenFromOutside = ["ec2"];
/** Called by Glue's workers; needs no permission. */
const withoutPermission = ["sts"];

/** Prefixes of the actions that code inside the network may call. */
const calledServices = (all: readonly Recorded[]): ReadonlySet<string> => {
  const inside = resourcesOf(all, types.role)
    .filter(({ inputs }) =>
      [statementsOf(inputs["assumeRolePolicy"])[0]?.Principal?.["Service"] ?? []]
        .flat()
        .some((service) => insiders.includes(service)),
    )
    .map(({ inputs }) => inputs["name"]);
  const actions = resourcesOf(all, types.policy)
    .filter(({ inputs }) => inside.includes(inputs["role"]))
    .flatMap(({ inputs }) => statementsOf(inputs["policy"]).flatMap(({ Action }) => [Action].flat()));
  // Passing a role is not a call: the service that receives it checks with IAM.
  const called = actions.filter((action) => action !== "iam:PassRole");
  return new Set(called.map((action) => action.split(":")[0] ?? ""));
};

const withoutEndpoint = (all: readonly Recorded[], services: readonly string[]): string[] =>
  [...calledServices(all)].filter((called) => !services.includes(called) && !takenFromOutside.includes(called));

describe("a public network", () => {
  it("has no resource, and nothing is attached to one", async () => {
    const all = await recordedResources();
    expect(all.filter(isNetwork).map(({ name }) => name)).to.deep.equal([]);
    expect(resourcesOf(all, types.function).filter(({ inputs }) => "vpcConfig" in inputs)).to.deep.equal([]);
    expect(JSON.stringify(resourcesOf(all, types.policy))).not.to.contain("ec2:");
  });
});

for (const { title, stack, options } of variants.filter(({ network }) => network === "private")) {
  describe(`the private network of ${title}`, () => {
    let all: Recorded[];

    before(async () => {
      all = await recordedResources(stack, options);
    });

    const hasRedshift = stack === "prod";
    const zones = ["a", "b", "c"].slice(0, hasRedshift ? 3 : 2);
    const subnetIds = zones.map((_, index) => `subnet-0000000${index}`);

    const find = (name: string): Recorded["inputs"] => {
      const found = all.find((resource) => resource.name === name);
      expect(found, name).to.not.equal(undefined);
      return found?.inputs ?? {};
    };
    const rules = (type: string, group: string): readonly Recorded["inputs"][] =>
      resourcesOf(all, type)
        .map(({ inputs }) => inputs)
        .filter(({ securityGroupId }) => securityGroupId === `network-groups-${group}-id`);
    const targets = (type: string, group: string): string[] =>
      rules(type, group).map((rule) => {
        const to = rule["cidrIpv4"] ?? rule["prefixListId"] ?? rule["referencedSecurityGroupId"];
        return `${String(to)} ${String(rule["fromPort"])}-${String(rule["toPort"])}`;
      });

    it("is spread over two zones, and over three with Redshift", () => {
      const vpc = find("network-vpc");
      expect(vpc["numberOfAvailabilityZones"]).to.equal(zones.length);
      expect(vpc["natGateways"]).to.deep.equal({ strategy: stack === "prod" ? "OnePerAz" : "Single" });
    });

    it("has an endpoint for every service that code inside may call, and for no other", () => {
      const hasMails = title.includes("mails");
      const services = Object.entries(reachedServices)
        .filter(([, { isForMails }]) => hasMails || isForMails !== true)
        .map(([service]) => service);
      expect(withoutEndpoint(all, services)).to.deep.equal([]);
      const called = calledServices(all);
      expect(services.filter((service) => !called.has(service))).to.deep.equal(withoutPermission);
      expect(
        withoutEndpoint(
          all,
          services.filter((service) => service !== "sqs"),
        ),
      ).to.deep.equal(["sqs"]);
      expect(resourcesOf(all, types.endpoint).map(({ inputs }) => inputs["serviceName"])).to.have.members(
        services.map((service) => `com.amazonaws.us-east-1.${reachedServices[service]?.endpoint ?? service}`),
      );
    });

    it("reaches services by their ordinary names, in every zone", () => {
      for (const { inputs } of resourcesOf(all, types.endpoint)) {
        if (inputs["vpcEndpointType"] === "Interface") {
          expect(inputs).to.deep.include({
            privateDnsEnabled: true,
            subnetIds,
            securityGroupIds: ["network-groups-endpoints-id"],
          });
        } else {
          expect(inputs["routeTableIds"]).to.deep.equal(zones.map((_, index) => `rtb-0000000${index}`));
        }
      }
    });

    it("lets through its own account only, and of S3 its own buckets and those of Glue's code", () => {
      for (const { name, inputs } of resourcesOf(all, types.endpoint)) {
        for (const { Sid, Action, Condition } of statementsOf(inputs["policy"])) {
          expect(Condition?.["StringEquals"]?.["aws:PrincipalAccount"], name).to.equal(account);
          expect([Action].flat(), name).to.not.include("*");
          if (Sid !== "CodeOfGlue") {
            expect(Condition?.["StringEquals"]?.["aws:ResourceAccount"], name).to.equal(account);
          }
        }
      }
      const [own, glue] = statementsOf(find("network-endpoints-s3")["policy"]) as [PolicyStatement, PolicyStatement];
      const buckets = ["raw", "processed", "curated", "artifacts"].map(
        (zone) => `lakehouse-${stack}-${zone}-${account}`,
      );
      expect(own.Resource).to.have.members(
        buckets.flatMap((name) => [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`]),
      );
      expect([glue.Action].flat()).to.deep.equal(["s3:GetObject"]);
      expect(glue.Resource).to.deep.equal(["arn:aws:s3:::crawler-public*/*", "arn:aws:s3:::aws-glue-*/*"]);
    });

    it("lets nothing in but to the endpoints, and between the workers of a job", () => {
      expect(targets(types.ingress, "functions")).to.deep.equal([]);
      expect(targets(types.ingress, "jobs")).to.deep.equal(["network-groups-jobs-id 0-65535"]);
      expect(targets(types.ingress, "endpoints")).to.have.members([
        "network-groups-functions-id 443-443",
        "network-groups-jobs-id 443-443",
        ...(hasRedshift ? ["network-groups-redshift-id 443-443"] : []),
      ]);
    });

    it("lets out to the endpoints and the sources' addresses only", () => {
      expect(targets(types.egress, "endpoints")).to.deep.equal([]);
      expect(targets(types.egress, "jobs")).to.have.members([
        "network-groups-jobs-id 0-65535",
        "network-groups-endpoints-id 443-443",
        "pl-network-endpoints-s3 443-443",
      ]);
      expect(targets(types.egress, "functions")).to.have.members([
        "network-groups-endpoints-id 443-443",
        "pl-network-endpoints-s3 443-443",
        "pl-network-endpoints-dynamodb 443-443",
        "203.0.113.0/28 443-443",
      ]);
      const known = resourcesOf(all, types.group).map(({ name }) => `${name}-id`);
      const every = [...resourcesOf(all, types.ingress), ...resourcesOf(all, types.egress)].map(({ inputs }) => inputs);
      expect(every.filter(({ securityGroupId }) => !known.includes(String(securityGroupId)))).to.deep.equal([]);
      for (const { inputs } of resourcesOf(all, types.group)) {
        expect(Object.keys(inputs)).to.have.members(["name", "description", "vpcId", "tags"]);
      }
    });

    it("leaves the group that nobody names without a rule", () => {
      expect(find("network-groups-default")).to.deep.equal({ vpcId: "network-vpc-id" });
    });

    it("records every connection, encrypted and for a limited time", () => {
      expect(find("network-flows")).to.deep.include({ vpcId: "network-vpc-id", trafficType: "ALL" });
      const log = find("network-flow-log");
      expect(log["retentionInDays"]).to.equal(stack === "prod" ? 365 : 90);
      expect(log["kmsKeyId"]).to.match(/encryption-operations-key$/);
    });

    it("holds every function, the job and the crawlers", () => {
      const attached = { subnetIds, securityGroupIds: ["network-groups-functions-id"] };
      for (const { name, inputs } of resourcesOf(all, types.function)) {
        expect(inputs["vpcConfig"], name).to.deep.equal(attached);
      }
      const names = zones.map((_, index) => `lakehouse-${stack}-network-${index + 1}`);
      for (const { name, inputs } of resourcesOf(all, "aws:glue/job:Job")) {
        expect(inputs["connections"], name).to.deep.equal(names);
      }
      for (const { name, inputs } of resourcesOf(all, "aws:glue/crawler:Crawler")) {
        expect(inputs["s3Targets"], name).to.have.nested.property("[0].connectionName", names[0]);
      }
      const connections = resourcesOf(all, "aws:glue/connection:Connection").map(({ inputs }) => inputs);
      expect(connections.map((connection) => connection["name"])).to.deep.equal(names);
      expect(connections.map((connection) => connection["physicalConnectionRequirements"])).to.deep.equal(
        zones.map((zone, index) => ({
          availabilityZone: `us-east-1${zone}`,
          subnetId: subnetIds[index],
          securityGroupIdLists: ["network-groups-jobs-id"],
        })),
      );
    });

    if (hasRedshift) {
      it("holds Redshift with all of its traffic: nobody connects, and it reaches endpoints and S3 only", () => {
        expect(find("redshift-workgroup")).to.deep.include({
          publiclyAccessible: false,
          enhancedVpcRouting: true,
          subnetIds,
          securityGroupIds: ["network-groups-redshift-id"],
        });
        expect(targets(types.ingress, "redshift")).to.deep.equal([]);
        expect(targets(types.egress, "redshift")).to.have.members([
          "network-groups-endpoints-id 443-443",
          "pl-network-endpoints-s3 443-443",
        ]);
      });
    }

    it("lets Lambda attach functions, and their code not", () => {
      const functionRoles = resourcesOf(all, types.function).map(({ inputs }) =>
        String(inputs["role"]).split("/").at(-1),
      );
      const policies = resourcesOf(all, types.policy).filter(({ inputs }) =>
        functionRoles.includes(String(inputs["role"])),
      );
      expect(policies).to.have.length(functionRoles.length);
      for (const { name, inputs } of policies) {
        const attaching = statementsOf(inputs["policy"]).filter(({ Action }) =>
          [Action].flat().some((a) => a.startsWith("ec2:")),
        );
        expect(attaching, name).to.have.length(2);
        const [allowed, denied] = attaching as [PolicyStatement, PolicyStatement];
        // Lambda checks the permission before there is an interface, so for every resource
        expect(allowed, name).to.deep.include({ Effect: "Allow", Action: interfaceActions, Resource: ["*"] });
        expect(allowed, name).not.to.have.property("Condition");
        const code = `arn:aws:lambda:us-east-1:${account}:function:${String(inputs["role"])}`;
        expect(denied, name).to.deep.include({
          Effect: "Deny",
          Action: interfaceActions,
          Resource: ["*"],
          Condition: { ArnEquals: { "lambda:SourceFunctionArn": code } },
        });
      }
    });
  });
}

describe("a private network without a source on the internet", () => {
  it("has no way out", async () => {
    const source = { baseUrl: "https://operations.example.com/api", location: "network", addresses: ["10.80.0.0/16"] };
    const sources = JSON.stringify({ flights: source, mission: source });
    const all = await recordedResources("dev", ["lakehouse:network=private", `lakehouse:sources=${sources}`]);
    const vpc = all.find(({ name }) => name === "network-vpc")?.inputs;
    expect(vpc?.["natGateways"]).to.deep.equal({ strategy: "None" });
    expect(vpc?.["subnetSpecs"]).to.deep.equal([{ type: "Private", name: "workers", cidrMask: 22 }]);
  });
});

describe("allowed addresses", () => {
  it("are those of all sources, each once, at the port of the API", () => {
    const addresses = ["203.0.113.0/28"];
    expect(
      allowedAddresses({
        b: { port: 443, addresses },
        a: { port: 443, addresses },
        c: { port: 8443, addresses: [...addresses, "10.80.0.0/16"] },
        d: { port: 80, addresses: [] },
        e: { port: 80, addresses: ["127.0.0.1/32"] },
      }),
    ).to.deep.equal([
      { cidrBlock: "203.0.113.0/28", port: 443, sources: ["a", "b"] },
      { cidrBlock: "203.0.113.0/28", port: 8443, sources: ["c"] },
      { cidrBlock: "10.80.0.0/16", port: 8443, sources: ["c"] },
      { cidrBlock: "127.0.0.1/32", port: 80, sources: ["e"] },
    ]);
  });
});

describe("the guide to the network", () => {
  const guide = readFileSync(join(import.meta.dirname, "..", "..", "..", "docs", "network.md"), "utf8");
  const cells = guide.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const row = (title: string): string[] => cells.find(([, first]) => first === title) ?? [];

  it("names every endpoint with its kind, its price and what it is for", () => {
    for (const [prefix, { kind, endpoint, reason }] of Object.entries(reachedServices)) {
      const price = kind === "Gateway" ? "0" : "7.30";
      const service = `\`${endpoint ?? prefix}\``;
      expect(row(service).slice(1, 5)).to.deep.equal([service, kind.toLowerCase(), price, reason]);
    }
  });

  it("adds up what it costs", () => {
    const interfaces = Object.values(reachedServices).filter(
      ({ kind, isForMails }) => kind === "Interface" && isForMails !== true,
    ).length;
    const total = (zones: number, natGateways: number): string =>
      (zones * interfaces * 7.3 + natGateways * 32.85).toFixed(2);
    const totals = (title: string): string[] => row(title).slice(2, 4);
    expect(totals("**total, every source inside**")).to.deep.equal([total(2, 0), total(3, 0)]);
    expect(totals("**total, a source outside, `single`**")).to.deep.equal([total(2, 1), total(3, 1)]);
    expect(totals("**total, a source outside, `per-zone`**")).to.deep.equal([total(2, 2), total(3, 3)]);
  });
});
