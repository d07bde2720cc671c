import { expect } from "chai";
import { redshiftKeyStatements } from "../../../../../infra/permissions/key-policy.ts";
import { addressesPerZone, redshiftAddresses } from "../../../../../infra/network/addresses.ts";
import { recordedResources, statementsOf, type Recorded } from "../../recorded.ts";

const account = "123456789012";
const on = (settings: object = {}): string => `lakehouse:redshift=${JSON.stringify({ enabled: true, ...settings })}`;
const inputsOf = (all: readonly Recorded[], name: string): Recorded["inputs"] => {
  const found = all.find((resource) => resource.name === name);
  expect(found, name).to.not.equal(undefined);
  return found?.inputs ?? {};
};

describe("Redshift", () => {
  let all: readonly Recorded[];

  before(async () => {
    all = await recordedResources("dev", ['lakehouse:redshift={"enabled":true}']);
  });

  it("is left out with everything of it, unless it is turned on", async () => {
    const without = await recordedResources();
    expect(
      without.filter(({ type, name }) => type.startsWith("aws:redshiftserverless/") || name.includes("redshift")),
    ).to.deep.equal([]);
    const policy = String(inputsOf(without, "query-access-query")["policy"]);
    expect(policy).not.to.contain("redshift");
  });

  it("is as large and as busy as its settings let it", async () => {
    const settings = { baseCapacityRpu: 16, maxCapacityRpu: 64, rpuHoursPerDay: 100, queryTimeoutMinutes: 5 };
    const set = await recordedResources("dev", [on(settings)]);
    const workgroup = inputsOf(set, "redshift-workgroup");
    expect(workgroup).to.include({ baseCapacity: 16, maxCapacity: 64 });
    expect(workgroup["configParameters"]).to.deep.include({
      parameterKey: "max_query_execution_time",
      parameterValue: "300",
    });
    expect(inputsOf(set, "redshift-usage-limit")).to.include({ amount: 100, period: "daily" });
    expect(inputsOf(set, "monitoring-alarms-redshift-use")).to.include({ threshold: 0.8 * 100 * 3600 });
  });

  it("stays off the internet in AWS's own network, without a subnet of ours", () => {
    const workgroup = inputsOf(all, "redshift-workgroup");
    expect(workgroup).to.include({ publiclyAccessible: false, enhancedVpcRouting: false });
    expect(workgroup).to.not.have.any.keys("subnetIds", "securityGroupIds");
  });

  it("lets clients of a private network connect from the addresses that are listed", async () => {
    const privately = await recordedResources("dev", [
      "lakehouse:network=private",
      'lakehouse:privateNetwork={"availabilityZones":3}',
      on({ clientAddresses: ["10.80.0.0/16"] }),
    ]);
    const rules = privately
      .filter(({ type }) => type === "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
      .map(({ inputs }) => inputs)
      .filter(({ securityGroupId }) => securityGroupId === "network-groups-redshift-id");
    expect(rules).to.have.length(1);
    expect(rules[0]).to.include({ cidrIpv4: "10.80.0.0/16", fromPort: 5439, toPort: 5439 });
  });

  it("reads tables by what Lake Formation grants its role, and by nothing else", () => {
    const actions = statementsOf(inputsOf(all, "redshift-policy")["policy"]).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !action.startsWith("glue:Get"))).to.deep.equal(["lakeformation:GetDataAccess"]);
    const resources = statementsOf(inputsOf(all, "redshift-policy")["policy"]).flatMap(({ Resource }) => Resource);
    expect(resources.filter((resource) => resource.includes("_raw"))).to.deep.equal([]);
    expect(resources).to.include(`arn:aws:glue:us-east-1:${account}:table/mission_curated__*`);
    const grant = inputsOf(all, "governance-redshift-read");
    expect(grant["principal"]).to.equal(`arn:aws:iam::${account}:role/lakehouse-dev-redshift`);
    const { expressions } = grant["lfTagPolicy"] as { expressions: { key: string; values: string[] }[] };
    expect(Object.fromEntries(expressions.map(({ key, values }) => [key, values]))).to.deep.equal({
      zone: ["processed", "curated"],
      domain: ["flights", "mission"],
      sensitivity: ["public", "internal", "confidential"],
    });
  });

  it("takes its role for database users of this account only", () => {
    const [trust] = statementsOf(inputsOf(all, "redshift-role")["assumeRolePolicy"]);
    expect(trust?.Condition).to.deep.equal({
      StringLike: { "sts:ExternalId": `arn:aws:redshift:us-east-1:${account}:dbuser:serverless-${account}-*/*` },
    });
  });

  it("has its log groups before itself", () => {
    const at = (name: string): number => all.findIndex((resource) => resource.name === name);
    for (const log of ["connectionlog", "userlog", "useractivitylog"]) {
      expect(at(`redshift-${log}`), log).to.be.lessThan(at("redshift-namespace"));
      expect(inputsOf(all, `redshift-${log}`)).to.include({ retentionInDays: 30 });
    }
  });

  it("lets principals query its workgroup, and see their own statements only", () => {
    const statements = statementsOf(inputsOf(all, "query-access-query")["policy"]);
    const find = (sid: string) => statements.find(({ Sid }) => Sid === sid);
    for (const sid of ["ConnectToRedshift", "QueryRedshift"]) {
      expect(find(sid)?.Resource, sid).to.deep.equal([
        `arn:aws:redshift-serverless:us-east-1:${account}:redshift-workgroup`,
      ]);
    }
    expect(find("FollowOwnStatements")?.Condition).to.deep.equal({
      StringEquals: { "redshift-data:statement-owner-iam-userid": "${aws:userid}" },
    });
    const secret = statements.filter(({ Action }) => [Action].flat().some((a) => a.startsWith("secretsmanager:")));
    expect(secret, "the administrator's password is not for principals").to.deep.equal([]);
  });
});

describe("policy of Redshift's key", () => {
  const place = { partition: "aws", region: "eu-west-1", accountId: account, prefix: "lakehouse-test" };
  const statements = redshiftKeyStatements(place);

  it("lets nobody use the key but through Redshift or, for the administrator's secret, Secrets Manager", () => {
    for (const { Sid, Condition } of statements.filter((statement) => statement.Sid !== "Administer")) {
      const through = { ...Condition?.["StringEquals"], ...Condition?.["StringLike"] };
      expect(through["kms:CallerAccount"], Sid).to.equal(account);
      expect([through["kms:ViaService"]].flat().join(" "), Sid).to.match(
        /^(redshift\*|secretsmanager)\.eu-west-1\.amazonaws/,
      );
    }
  });

  it("lets grants be made for AWS's own use only", () => {
    const granting = statements.filter(({ Action }) => Action.includes("kms:CreateGrant"));
    expect(granting.map(({ Condition }) => Condition?.["Bool"])).to.deep.equal([
      { "kms:GrantIsForAWSResource": "true" },
      { "kms:GrantIsForAWSResource": "true" },
    ]);
  });
});

describe("addresses of a zone", () => {
  it("are half of the zone's, less those that AWS keeps", () => {
    expect([addressesPerZone("10.40.0.0/20", 2), addressesPerZone("10.50.0.0/20", 3)]).to.deep.equal([1019, 507]);
    expect(addressesPerZone("10.40.0.0/24", 3)).to.equal(27);
  });

  it("suffice Redshift as AWS's table says", () => {
    const table = { 4: 9, 8: 9, 16: 13, 32: 13, 64: 21, 128: 37, 256: 69, 512: 133 };
    for (const [rpu, addresses] of Object.entries(table)) {
      expect(redshiftAddresses(Number(rpu)), rpu).to.equal(addresses);
    }
  });
});
