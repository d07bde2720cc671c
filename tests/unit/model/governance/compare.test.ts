import { expect } from "chai";
import { compareGovernance } from "../../../../model/governance/compare.ts";
import type { GovernedStack } from "../../../../model/documents/deployment.ts";
import type { LiveGovernance, LiveGrant, LiveResource, LiveTable } from "../../../../model/governance/live.ts";
import { formatProblem } from "../../../../model/validation/problem.ts";
import { declared, live, principal, roleOf, stack } from "./lake.ts";

const findings = (change: Partial<LiveGovernance>, governed: GovernedStack = stack): readonly string[] =>
  compareGovernance(declared, governed, { ...live, ...change }).map(formatProblem);

const codes = (change: Partial<LiveGovernance>, governed: GovernedStack = stack): readonly string[] =>
  findings(change, governed).map((message) => message.slice(0, message.indexOf(" ")));

const withGrant = (name: string, resource: LiveResource, permissions: readonly string[]): Partial<LiveGovernance> => ({
  grants: [...live.grants, { principal: roleOf(name), resource, permissions, grantable: [] }],
});

const withTag = (table: string, column: string, sensitivity: string): Partial<LiveGovernance> => ({
  tables: live.tables.map((one): LiveTable => {
    if (`${one.database}.${one.table}` !== table) return one;
    return { ...one, columns: { ...one.columns, [column]: { ...one.columns[column], sensitivity } } };
  }),
});

const isAnalystsRead = ({ principal: role, resource, permissions }: LiveGrant): boolean =>
  role === roleOf("analyst") && resource.kind === "tags" && permissions.includes("SELECT");

describe("live governance compared with contracts and config", () => {
  it("has no finding when all is as they say, creators' rights and other administrators included", () => {
    expect(findings({})).to.deep.equal([]);
  });

  it("finds defaults that open what is new", () => {
    const everyone = ["IAM_ALLOWED_PRINCIPALS"];
    expect(codes({ databaseDefaults: everyone, tableDefaults: everyone })).to.deep.equal([
      "ACCESS_DEFAULT_OPEN",
      "ACCESS_DEFAULT_OPEN",
    ]);
    const databases = live.databases.map((one) =>
      one.name === "shop_raw" ? { ...one, tableDefaults: everyone } : one,
    );
    expect(findings({ databases })).to.deep.equal([
      "ACCESS_DEFAULT_OPEN database shop_raw, defaults of its tables: new ones are open to IAM_ALLOWED_PRINCIPALS, but should be open to nobody. Fix: deploy the stack again.",
    ]);
  });

  it("finds a grant to IAMAllowedPrincipals, and what it opens to each principal", () => {
    const found = findings({
      grants: [
        ...live.grants,
        {
          principal: "IAM_ALLOWED_PRINCIPALS",
          resource: { kind: "table", database: "shop_raw", table: "customers" },
          permissions: ["ALL"],
          grantable: [],
        },
      ],
    });
    expect(found[0]).to.match(/^ACCESS_IAM_ALLOWED_PRINCIPALS shop_raw\.customers: ALL is granted to/);
    expect(found.filter((one) => one.startsWith("ACCESS_PERSONAL_PLAIN"))).to.have.length(stack.principals.length);
  });

  it("leaves other databases' grants to everyone alone", () => {
    const resource: LiveResource = { kind: "database", database: "somebody_elses" };
    const grant = { principal: "IAM_ALLOWED_PRINCIPALS", resource, permissions: ["ALL"], grantable: [] };
    expect(findings({ grants: [...live.grants, grant] })).to.deep.equal([]);
  });

  it("finds a location that isn't registered, or by another role", () => {
    expect(codes({ locations: [] })).to.deep.equal(["ACCESS_LOCATION_UNREGISTERED"]);
    expect(codes({ locations: [{ arn: "arn:aws:s3:::shop-processed", role: roleOf("other") }] })).to.deep.equal([
      "ACCESS_LOCATION_ROLE",
    ]);
  });

  it("finds an administrator that was dropped", () => {
    expect(findings({ administrators: [roleOf("govern")] })).to.deep.equal([
      `ACCESS_ADMIN_DROPPED data lake settings, administrators: ${roleOf("deployer")} is not among them, but was when the stack was deployed. Fix: add it again, or deploy the stack again if it should no longer be one.`,
    ]);
  });

  it("finds a database with another tag", () => {
    const databases = live.databases.map((one) =>
      one.name === "shop_processed" ? { ...one, tags: { ...one.tags, sensitivity: "public" } } : one,
    );
    expect(findings({ databases })).to.deep.equal([
      "ACCESS_DATABASE_TAG database shop_processed, tag sensitivity: found public, must be undeclared. Fix: deploy the stack again.",
    ]);
  });

  it("finds a grant that is missing, and what can't be read without it", () => {
    const grants = live.grants.filter((grant) => !isAnalystsRead(grant));
    expect(codes({ grants })).to.deep.equal([
      "ACCESS_GRANT_MISSING",
      ...["customers", "its quarantine", "nights", "model", "view", "preview's model", "preview's view"].map(
        () => "ACCESS_COLUMN_HIDDEN",
      ),
    ]);
  });

  it("finds a permission beyond those that are meant", () => {
    const grants = live.grants.map((grant) =>
      isAnalystsRead(grant) ? { ...grant, permissions: [...grant.permissions, "INSERT"] } : grant,
    );
    expect(codes({ grants })).to.deep.equal(["ACCESS_GRANT_EXTRA"]);
  });

  it("finds a grant to somebody whom the config doesn't know", () => {
    const table: LiveResource = { kind: "table", database: "shop_processed", table: "customers" };
    expect(findings(withGrant("stranger", table, ["SELECT"]))).to.deep.equal([
      `ACCESS_GRANT_EXTRA shop_processed.customers, principal ${roleOf("stranger")}: SELECT is granted, but no principal in the config needs it. Fix: revoke it, or give the principal an entry in the stack's config.`,
    ]);
  });

  it("finds what a principal that left the config still has", () => {
    const without = { ...stack, principals: stack.principals.filter(({ name }) => name !== "bi") };
    expect(new Set(codes({}, without))).to.deep.equal(new Set(["ACCESS_GRANT_EXTRA"]));
  });

  it("finds a grant on every table of a database", () => {
    const every: LiveResource = { kind: "every-table", database: "shop_processed" };
    expect(codes(withGrant("stranger", every, ["DESCRIBE"]))).to.deep.equal(["ACCESS_GRANT_WILDCARD"]);
  });

  it("finds a grant that may be handed on", () => {
    const grants = live.grants.map((grant) => (isAnalystsRead(grant) ? { ...grant, grantable: ["SELECT"] } : grant));
    expect(codes({ grants })).to.deep.equal(["ACCESS_GRANT_OPTION"]);
  });

  it("finds a personal column that is read in plain", () => {
    const resource: LiveResource = { kind: "columns", database: "shop_raw", table: "customers", columns: ["email"] };
    expect(findings(withGrant("analyst", resource, ["SELECT"]))).to.deep.equal([
      `ACCESS_GRANT_EXTRA columns of shop_raw.customers, principal ${roleOf("analyst")}: SELECT is granted, but no principal in the config needs it. Fix: revoke it, or give the principal an entry in the stack's config.`,
      "ACCESS_PERSONAL_PLAIN shop_raw.customers, principal analyst: reads email, which is personal and unmasked, but should not. Fix: remove the grant or tag that exposes it, or deploy the stack again.",
    ]);
  });

  it("finds a column that a changed tag opens, for those whom it opens it to", () => {
    expect(findings(withTag("shop_processed.customers", "email", "confidential"))).to.deep.equal([
      "ACCESS_COLUMN_EXPOSED shop_processed.customers, principal analyst: reads email, but should not. Fix: remove the grant or tag that exposes it, or deploy the stack again.",
    ]);
  });

  it("finds a column that a changed tag hides", () => {
    const hidden = findings(withTag("shop_processed.customers", "segment", "undeclared"));
    expect(hidden).to.have.length(stack.principals.length);
    expect(hidden[0]).to.match(
      /^ACCESS_COLUMN_HIDDEN shop_processed\.customers, principal data-engineer: cannot read segment/,
    );
  });

  it("finds a table that no contract declares and that can be read", () => {
    const tags = { zone: "processed", domain: "shop", sensitivity: "public" };
    const extra: LiveTable = { database: "shop_processed", table: "copy", tags, columns: { a: tags } };
    expect(codes({ tables: [...live.tables, extra] })).to.deep.equal(
      stack.principals.map(() => "ACCESS_COLUMN_EXPOSED"),
    );
  });

  it("finds that Athena's database is not to be found, whoever else has what on it", () => {
    const onDefault = ({ resource }: LiveGrant): boolean =>
      resource.kind === "database" && resource.database === "default";
    const without = live.grants.filter((grant) => !onDefault(grant));
    const lost = findings({ grants: without }).filter((one) => one.includes("database default"));
    expect(lost).to.have.length(stack.principals.length);
    expect(lost[0]).to.equal(
      `ACCESS_GRANT_MISSING database default, principal ${roleOf("data-engineer")}: DESCRIBE is not granted, but should be: Athena asks for this database in every query. Fix: deploy the stack again.`,
    );
    const resource = { kind: "database" as const, database: "default" };
    const everyone = { principal: "IAM_ALLOWED_PRINCIPALS", resource, permissions: ["ALL"], grantable: [] };
    const others = { principal: roleOf("theirs"), resource, permissions: ["ALL"], grantable: ["ALL"] };
    expect(findings({ grants: [...without, everyone, others] })).to.deep.equal([]);
  });

  it("finds a column of a model that a changed tag opens, in production and in a preview", () => {
    for (const database of ["shop_curated", "shop_curated__preview_1"]) {
      expect(findings(withTag(`${database}.segments`, "mean_credit_limit", "internal"))).to.deep.equal([
        `ACCESS_COLUMN_EXPOSED ${database}.segments, principal bi: reads mean_credit_limit, but should not. Fix: remove the grant or tag that exposes it, or deploy the stack again.`,
      ]);
      expect(codes(withTag(`${database}.segments`, "segment", "undeclared"))).to.deep.equal(
        stack.principals.map(() => "ACCESS_COLUMN_HIDDEN"),
      );
    }
  });

  it("finds a view that a changed tag opens or closes, with all its columns", () => {
    const withViewTag = (sensitivity: string): Partial<LiveGovernance> => ({
      tables: live.tables.map((table) =>
        table.table === "segments_shown" && table.database === "shop_curated"
          ? {
              ...table,
              tags: { ...table.tags, sensitivity },
              columns: Object.fromEntries(
                Object.entries(table.columns).map(([name, tags]) => [name, { ...tags, sensitivity }]),
              ),
            }
          : table,
      ),
    });
    expect(findings(withViewTag("internal"))).to.deep.equal([
      "ACCESS_COLUMN_EXPOSED shop_curated.segments_shown, principal bi: reads segment, mean_credit_limit, but should not. Fix: remove the grant or tag that exposes it, or deploy the stack again.",
    ]);
    expect(codes(withViewTag("undeclared"))).to.deep.equal([
      "ACCESS_COLUMN_HIDDEN",
      "ACCESS_COLUMN_HIDDEN",
      "ACCESS_COLUMN_HIDDEN",
    ]);
  });

  it("finds a view that somebody made by hand when others read it, not when its maker does", () => {
    const tags = { zone: "curated", domain: "shop", sensitivity: "undeclared" };
    const view: LiveTable = { database: "shop_curated", table: "mine", tags, columns: { email: tags } };
    const tables = [...live.tables, view];
    const resource: LiveResource = { kind: "table", database: "shop_curated", table: "mine" };
    const byHand = (name: string) => ({ tables, ...withGrant(name, resource, ["SELECT"]) });
    expect(codes(byHand("data-engineer"))).to.deep.equal([]);
    expect(codes(byHand("analyst"))).to.deep.equal(["ACCESS_GRANT_EXTRA", "ACCESS_COLUMN_EXPOSED"]);
  });

  it("finds what a preview's database lacks, and nothing when it is gone", () => {
    const preview = "shop_curated__preview_1";
    const others = live.databases.filter(({ name }) => name !== preview);
    const untagged = { name: preview, tags: {}, tableDefaults: [] };
    expect(new Set(codes({ databases: [...others, untagged] }))).to.deep.equal(new Set(["ACCESS_DATABASE_TAG"]));
    expect(codes({ databases: others, tables: live.tables.filter(({ database }) => database !== preview) })).to.be
      .empty;
  });

  it("finds a raw bucket that doesn't keep principals out", () => {
    expect(codes({ rawBucketPolicy: undefined })).to.deep.equal(stack.principals.map(() => "ACCESS_RAW_READABLE"));
    const exempted = {
      Statement: [
        {
          Effect: "Deny",
          Action: ["s3:GetObject"],
          Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/a*" } },
        },
      ],
    };
    expect(findings({ rawBucketPolicy: exempted }).map((one) => one.split(":")[0])).to.deep.equal([
      "ACCESS_RAW_READABLE bucket of the raw zone, principal analyst",
      "ACCESS_RAW_READABLE bucket of the raw zone, principal auditor",
    ]);
  });

  it("keeps a principal to its domains", () => {
    const elsewhere = { ...principal("analyst"), domains: ["other"] };
    const grants = live.grants.filter(({ principal: role }) => role !== elsewhere.role);
    const governed = { ...stack, principals: [elsewhere] };
    const own = { ...live, grants };
    expect(
      compareGovernance(declared, governed, own)
        .map(({ code, place }) => `${code} ${place}`)
        .filter((one) => one.includes("analyst")),
    ).to.deep.equal([
      `ACCESS_GRANT_MISSING databases with domain=other zone=curated|processed, principal ${elsewhere.role}`,
      `ACCESS_GRANT_MISSING tables with domain=other sensitivity=confidential|internal|public zone=curated|processed, principal ${elsewhere.role}`,
      `ACCESS_GRANT_MISSING database default, principal ${elsewhere.role}`,
    ]);
  });
});
