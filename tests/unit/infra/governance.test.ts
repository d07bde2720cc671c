import { expect } from "chai";
import { principalGrants } from "../../../model/governance/grants.ts";
import { personas } from "../../../model/governance/principals.ts";
import { recordedResources, recordedWith, type Recorded, resourcesOf } from "./recorded.ts";

interface Grant {
  readonly principal: string;
  readonly permissions: readonly string[];
  readonly lfTagPolicy?: {
    readonly resourceType: string;
    readonly expressions: readonly { readonly key: string; readonly values: readonly string[] }[];
  };
  readonly dataLocation?: { readonly arn: string };
  readonly database?: { readonly name: string };
}

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: unknown;
}

const role = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;
const statements = (json: unknown): readonly Statement[] =>
  (JSON.parse(String(json)) as { Statement: Statement[] }).Statement;

/** `permissions on kind where key=value…`, as one line to compare. */
const described = ({ permissions, lfTagPolicy, dataLocation, database }: Grant): string =>
  `${permissions.join(" ")} on ${lfTagPolicy?.resourceType ?? dataLocation?.arn ?? database?.name ?? "?"} where ${(
    lfTagPolicy?.expressions ?? []
  )
    .map(({ key, values }) => `${key}=${values.join("|")}`)
    .join(" ")}`;

describe("governance of the stack dev", () => {
  let all: readonly Recorded[];

  before(async () => {
    all = await recordedResources();
  });

  const ofType = (type: string, among = all): Recorded[] => resourcesOf(among, type);
  const grants = (among = all): Grant[] =>
    ofType("aws:lakeformation/permissions:Permissions", among).map(({ inputs }) => inputs as unknown as Grant);
  const grantsOf = (name: string): string[] =>
    grants()
      .filter(({ principal }) => principal === role(name))
      .map(described)
      .sort();
  const policyOf = (type: string, name: string): readonly Statement[] =>
    statements(ofType(type).find((resource) => resource.name === name)?.inputs["policy"]);

  it("gives analysts processed and curated less personal columns, and nothing of raw", () => {
    expect(grantsOf("analyst")).to.deep.equal([
      "DESCRIBE SELECT on TABLE where zone=processed|curated domain=flights|mission sensitivity=public|internal|confidential",
      "DESCRIBE on DATABASE where zone=processed|curated domain=flights|mission",
      "DESCRIBE on default where ",
    ]);
    expect(grantsOf("bi")).to.deep.equal([
      "DESCRIBE SELECT on TABLE where zone=processed|curated domain=flights|mission sensitivity=public|internal",
      "DESCRIBE on DATABASE where zone=processed|curated domain=flights|mission",
      "DESCRIBE on default where ",
    ]);
  });

  it("lets data engineers keep views in curated and find undeclared ones there, and auditors only look", () => {
    const both = [
      "DESCRIBE SELECT on TABLE where zone=processed|curated domain=flights|mission sensitivity=public|internal|confidential|personal",
      "DESCRIBE on DATABASE where zone=raw|processed|curated domain=flights|mission",
    ];
    expect(grantsOf("auditor")).to.deep.equal([
      ...both,
      "DESCRIBE on TABLE where zone=raw domain=flights|mission",
      "DESCRIBE on default where ",
    ]);
    expect(grantsOf("data-engineer")).to.deep.equal([
      "ALTER DROP on TABLE where zone=curated domain=flights|mission",
      "CREATE_TABLE on DATABASE where zone=curated domain=flights|mission",
      ...both,
      "DESCRIBE on TABLE where zone=raw|curated domain=flights|mission",
      "DESCRIBE on default where ",
    ]);
  });

  it("hands down from every database that what nobody declares is closed", () => {
    const tags = ofType("aws:lakeformation/resourceLfTags:ResourceLfTags").map(({ inputs }) => inputs["lfTags"]);
    expect(tags).to.have.length(6);
    for (const own of tags) expect(own).to.deep.include({ key: "sensitivity", value: "undeclared" });
  });

  it("gives the jobs the catalog's entries of their zones and a place to write to", () => {
    expect(grantsOf("lakehouse-dev-process")).to.deep.equal([
      "ALTER DESCRIBE DROP on TABLE where zone=processed domain=flights|mission sensitivity=public|internal|confidential|personal|undeclared",
      "CREATE_TABLE DESCRIBE on DATABASE where zone=processed domain=flights|mission",
      "DATA_LOCATION_ACCESS on arn:aws:s3:::lakehouse-dev-processed-123456789012 where ",
    ]);
    expect(grantsOf("lakehouse-dev-curate")).to.deep.equal([
      "ALTER DESCRIBE DROP on TABLE where zone=curated domain=flights|mission sensitivity=public|internal|confidential|personal|undeclared",
      "CREATE_TABLE DESCRIBE on DATABASE where zone=curated domain=flights|mission",
      "DATA_LOCATION_ACCESS on arn:aws:s3:::lakehouse-dev-curated-123456789012 where ",
      "DESCRIBE SELECT on TABLE where zone=processed domain=flights|mission sensitivity=public|internal|confidential|personal|undeclared",
      "DESCRIBE on DATABASE where zone=processed domain=flights|mission",
    ]);
  });

  it("lets optimizers write both zones of tables, as the jobs do", () => {
    const on = "zone=processed|curated domain=flights|mission";
    expect(grantsOf("lakehouse-dev-maintain")).to.deep.equal([
      `ALL ALTER DELETE DESCRIBE DROP INSERT SELECT on TABLE where ${on} sensitivity=public|internal|confidential|personal|undeclared`,
      `CREATE_TABLE DESCRIBE on DATABASE where ${on}`,
      "DATA_LOCATION_ACCESS on arn:aws:s3:::lakehouse-dev-curated-123456789012 where ",
      "DATA_LOCATION_ACCESS on arn:aws:s3:::lakehouse-dev-processed-123456789012 where ",
    ]);
  });

  it("grants nothing of the lake by name, to everyone, or to hand on", () => {
    expect(grants().length).to.be.greaterThan(15);
    for (const { inputs } of ofType("aws:lakeformation/permissions:Permissions")) {
      expect(Object.keys(inputs).sort().join(" ")).to.be.oneOf([
        "lfTagPolicy permissions principal",
        "dataLocation permissions principal",
        "database permissions principal",
      ]);
      // Athena's own database, which has no tag of the stack
      if ("database" in inputs)
        expect(inputs).to.deep.include({ database: { name: "default" }, permissions: ["DESCRIBE"] });
      expect(inputs["principal"]).to.match(/^arn:aws:iam::123456789012:role\//);
    }
  });

  it("lets no principal read undeclared columns, or a row of raw", () => {
    const people = personas.map(role);
    for (const grant of grants().filter(({ principal }) => people.includes(principal))) {
      const values = (key: string): readonly string[] =>
        grant.lfTagPolicy?.expressions.find((expression) => expression.key === key)?.values ?? [];
      expect(values("sensitivity")).not.to.include("undeclared");
      if (grant.permissions.includes("SELECT")) {
        expect(values("zone")).to.deep.equal(["processed", "curated"]);
        expect(values("sensitivity")).not.to.deep.equal([]);
      }
    }
  });

  it("puts settings first, and tags tables when everything else is in place", () => {
    const at = (type: string, name?: string): number[] =>
      all.flatMap((resource, index) =>
        resource.type === type && (name === undefined || resource.name === name) ? [index] : [],
      );
    const [settings = Infinity] = at("aws:lambda/invocation:Invocation", "governance-settings");
    const [catalog = -1] = at("aws:lambda/invocation:Invocation", "governance-catalog");
    const between = [
      "aws:glue/catalogDatabase:CatalogDatabase",
      "aws:lakeformation/lfTag:LfTag",
      "aws:lakeformation/resource:Resource",
      "aws:lakeformation/resourceLfTags:ResourceLfTags",
      "aws:lakeformation/permissions:Permissions",
    ].flatMap((type) => at(type));
    expect(Math.min(...between)).to.be.greaterThan(settings);
    expect(Math.max(...between)).to.be.lessThan(catalog);
  });

  it("makes the function and who deploys administrators, and undoes that with the stack", () => {
    const invocation = all.find(({ name }) => name === "governance-settings")?.inputs ?? {};
    expect(invocation).to.include({ functionName: "lakehouse-dev-govern", lifecycleScope: "CRUD" });
    // a trigger would replace it, undoing the new settings after applying them
    expect(invocation).not.to.have.property("triggers");
    expect(JSON.parse(String(invocation["input"]))).to.deep.equal({
      action: "settings",
      administrators: [role("lakehouse-dev-govern"), role("deployer")],
      domains: ["flights", "mission"],
    });
  });

  it("registers every zone with a role that has no way to raw", () => {
    const locations = ofType("aws:lakeformation/resource:Resource").map(({ inputs }) => inputs);
    expect(locations).to.deep.equal(
      ["raw", "processed", "curated"].map((zone) => ({
        arn: `arn:aws:s3:::lakehouse-dev-${zone}-123456789012`,
        roleArn: role("lakehouse-dev-lakeformation"),
        hybridAccessEnabled: false,
      })),
    );
    const allowed = policyOf("aws:iam/rolePolicy:RolePolicy", "governance-locations-policy");
    expect(allowed.flatMap(({ Action }) => Action)).to.include.members(["s3:GetObject", "kms:Decrypt"]);
    expect(JSON.stringify(allowed)).not.to.contain("-raw-");
  });

  it("closes the zones' buckets to readers of objects, not to who manages them", () => {
    const readers = (zone: string): unknown => {
      const policy = policyOf("aws:s3/bucketPolicy:BucketPolicy", `zones-${zone}-tls`);
      const denial = policy.find(({ Sid }) => Sid === "RefuseOtherReaders");
      expect(denial, zone).to.include({ Effect: "Deny", Action: "s3:GetObject*" });
      expect(denial?.Resource).to.deep.equal([`arn:aws:s3:::lakehouse-dev-${zone}-123456789012/*`]);
      return denial?.Condition;
    };
    const only = (...parts: string[]): unknown => ({
      ArnNotEquals: { "aws:PrincipalArn": parts.map((part) => role(`lakehouse-dev-${part}`)) },
    });
    expect(readers("raw")).to.deep.equal(only("extract", "reconcile", "process", "crawl"));
    expect(readers("processed")).to.deep.equal(only("process", "curate", "lakeformation", "maintain"));
    expect(readers("curated")).to.deep.equal(only("curate", "lakeformation", "maintain"));
    for (const zone of ["artifacts", "query-results"]) {
      const sids = policyOf("aws:s3/bucketPolicy:BucketPolicy", `zones-${zone}-tls`).map(({ Sid }) => Sid);
      expect(sids).to.deep.equal(["RefusePlainText", "RefuseOutdatedTls"]);
    }
  });

  it("has a policy to query with: one workgroup, its results, and no data by S3", () => {
    const allowed = policyOf("aws:iam/policy:Policy", "query-access-query");
    const of = (prefix: string): Statement[] =>
      allowed.filter(({ Action }) => [Action].flat().some((action) => action.startsWith(prefix)));
    expect(of("athena:Start").flatMap(({ Resource }) => Resource)).to.deep.equal([
      "arn:aws:athena:us-east-1:123456789012:workgroup/lakehouse-dev",
    ]);
    expect(of("s3:").flatMap(({ Resource }) => Resource)).to.deep.equal([
      "arn:aws:s3:::lakehouse-dev-query-results-123456789012",
      "arn:aws:s3:::lakehouse-dev-query-results-123456789012/athena/*",
    ]);
    const wide = allowed.filter(({ Resource }) => Resource.includes("*")).flatMap(({ Action }) => Action);
    expect(wide).to.deep.equal(["lakeformation:GetDataAccess"]);
    // without list permissions, nobody finds what others queried
    expect(
      allowed.flatMap(({ Action }) => Action).filter((action) => /List(Bucket|QueryExec)/.test(action)),
    ).to.deep.equal([]);
  });

  it("has a policy to apply SQL with: parts by name, and no way to make administrators", () => {
    const allowed = policyOf("aws:iam/policy:Policy", "query-access-apply-sql");
    const resourcesOf = (action: string): unknown =>
      allowed.filter(({ Action }) => [Action].flat().includes(action)).flatMap(({ Resource }) => Resource);
    const account = "us-east-1:123456789012";
    // without the alias, the function would also accept settings
    expect(resourcesOf("lambda:InvokeFunction")).to.deep.equal([`arn:aws:lambda:${account}:lakehouse-dev-govern:sql`]);
    expect(resourcesOf("glue:StartJobRun")).to.deep.equal(
      ["curate", "analyze"].map((job) => `arn:aws:glue:${account}:job/lakehouse-dev-${job}`),
    );
    expect(resourcesOf("s3:PutObject")).to.deep.equal(["arn:aws:s3:::lakehouse-dev-artifacts-123456789012/sql/*"]);
    expect(resourcesOf("ssm:GetParameter")).to.deep.equal([
      `arn:aws:ssm:${account}:parameter/lakehouse/dev/deployment`,
    ]);
    expect(resourcesOf("glue:CreateTable")).to.deep.equal([
      `arn:aws:glue:${account}:catalog`,
      ...["flights", "mission"].flatMap((source) => [
        `arn:aws:glue:${account}:database/${source}_curated`,
        `arn:aws:glue:${account}:table/${source}_curated/*`,
        `arn:aws:glue:${account}:database/${source}_curated__*`,
        `arn:aws:glue:${account}:table/${source}_curated__*`,
      ]),
    ]);
    const wide = allowed.filter(({ Resource }) => Resource.includes("*")).flatMap(({ Action }) => Action);
    expect(wide).to.deep.equal(["lakeformation:GetResourceLFTags", "lakeformation:ListPermissions"]);
  });

  it("lets the function make and remove databases of previews only, and make the one that Athena asks for", () => {
    const allowed = policyOf("aws:iam/rolePolicy:RolePolicy", "governance-govern-policy");
    for (const action of ["glue:CreateDatabase", "glue:DeleteDatabase"]) {
      const resources = allowed.filter(({ Action }) => Action.includes(action)).flatMap(({ Resource }) => Resource);
      expect(
        resources.filter((resource) => !/:(database|table)\/(flights|mission)_curated__\*$/.test(resource)),
      ).to.deep.equal(
        action === "glue:CreateDatabase"
          ? [
              "arn:aws:glue:us-east-1:123456789012:catalog",
              "arn:aws:glue:us-east-1:123456789012:database/default",
              "arn:aws:glue:us-east-1:123456789012:catalog",
            ]
          : ["arn:aws:glue:us-east-1:123456789012:catalog"],
      );
    }
    const deleted = allowed
      .filter(({ Action }) => Action.includes("s3:DeleteObject"))
      .flatMap(({ Resource }) => Resource);
    expect(deleted).to.deep.equal(["arn:aws:s3:::lakehouse-dev-artifacts-123456789012/sql/environments/*"]);
  });

  it("loses a principal's grants with its entry, and a source's with the principal's domain", async () => {
    const principals = {
      analyst: { persona: "analyst", role: role("analyst"), domains: ["flights"] },
    };
    const less = await recordedWith("dev", [`lakehouse:principals=${JSON.stringify(principals)}`]);
    const people = personas.map(role);
    const left = grants(less).filter(({ principal }) => people.includes(principal));
    expect(left.map(described).sort()).to.deep.equal([
      "DESCRIBE SELECT on TABLE where zone=processed|curated domain=flights sensitivity=public|internal|confidential",
      "DESCRIBE on DATABASE where zone=processed|curated domain=flights",
      "DESCRIBE on default where ",
    ]);
    const expected = principalGrants({ name: "analyst", ...principals.analyst, persona: "analyst" });
    expect(ofType("aws:lakeformation/permissions:Permissions", less).map(({ name }) => name)).to.include.members(
      expected.map(({ purpose }) => `governance-analyst-${purpose}`),
    );
  });

  for (const part of ["processing", "curation"]) {
    it(`lets the job of the ${part} reach files by its own role, and asks Lake Formation for no credentials`, () => {
      const job = all.find(({ name }) => name === `${part}-job`)?.inputs["defaultArguments"] as Record<string, string>;
      const settings = job["--conf"]?.split(" --conf ") ?? [];
      expect(settings).to.include("spark.sql.catalog.glue_catalog.client.region=us-east-1");
      expect(settings.filter((setting) => setting.includes("lakeformation"))).to.deep.equal([]);
      const actions = policyOf("aws:iam/rolePolicy:RolePolicy", `${part}-policy`).flatMap(({ Action }) => Action);
      expect(actions).to.include.members(["s3:GetObject", "s3:PutObject"]);
      expect(actions).not.to.include("lakeformation:GetDataAccess");
    });
  }
});
