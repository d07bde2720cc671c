import { join } from "node:path";
import { expect } from "chai";
import { accountProblems, ownRoleNames } from "../../../../infra/config/account.ts";
import { resolveConfig, type Config } from "../../../../infra/config.ts";
import { readStackConfig } from "../../../../infra/in-process/stack-config.ts";
import { formatProblem, ProblemsError } from "../../../../model/validation/problem.ts";

const root = join(import.meta.dirname, "..", "..", "..", "..");
const account = { accountId: "210987654321", partition: "aws" };
const role = (name: string, accountId = account.accountId): string => `arn:aws:iam::${accountId}:role/${name}`;

const configWith = (
  roles: Readonly<Record<string, string>>,
  allowForeignPrincipals: readonly string[] = [],
): Config => {
  const { config, problems } = resolveConfig(
    "dev",
    {
      ...readStackConfig(root, "dev"),
      "lakehouse:principals": JSON.stringify(
        Object.fromEntries(Object.entries(roles).map(([name, arn]) => [name, { persona: "analyst", role: arn }])),
      ),
      "lakehouse:allowForeignPrincipals": JSON.stringify(allowForeignPrincipals),
    },
    [
      { name: "flights", kind: "rest" },
      { name: "mission", kind: "rest" },
    ],
  );
  if (config === undefined) throw new ProblemsError("settings", problems);
  return config;
};

const problemsOf = (config: Config, found: readonly string[], given = {}): readonly string[] =>
  accountProblems(given, config, account, found).map(formatProblem);

describe("a principal of the stack", () => {
  it("has a role that is there", () => {
    const config = configWith({ sales: role("team/sales"), ops: role("ops") });
    expect(ownRoleNames(config, account)).to.deep.equal(["sales", "ops"]);
    expect(problemsOf(config, [role("team/sales"), role("ops")])).to.deep.equal([]);
  });

  it("is refused when no role has the name, or one has it with another path", () => {
    expect(problemsOf(configWith({ sales: role("sales"), ops: role("ops") }), [role("team/sales")])).to.deep.equal([
      `PRINCIPAL_UNKNOWN lakehouse:principals.sales.role: found ${role("sales")}, must be an existing role: IAM has ${role("team/sales")}. Fix: write its whole ARN, path included.`,
      `PRINCIPAL_UNKNOWN lakehouse:principals.ops.role: found ${role("ops")}, must be an existing role: IAM has none of this name in 210987654321. Fix: create the role, or remove it.`,
    ]);
  });

  it("is refused when it is of another account that isn't named, and not asked of IAM", () => {
    const foreign = configWith({ sales: role("sales", "210987654312") });
    expect(ownRoleNames(foreign, account)).to.deep.equal([]);
    expect(problemsOf(foreign, [])).to.deep.equal([
      `PRINCIPAL_FOREIGN lakehouse:principals.sales.role: found ${role("sales", "210987654312")}, a role of the account 210987654312, must be a role of 210987654321, to which the stack is deployed. Fix: correct the account's id; or, if that account may read this data, add "210987654312" to lakehouse:allowForeignPrincipals.`,
    ]);
    const allowed = configWith({ sales: role("sales", "210987654312") }, ["210987654312"]);
    expect(problemsOf(allowed, [])).to.deep.equal([]);
    const another = configWith({ sales: role("sales", "210987654312") }, ["210987654313"]);
    expect(problemsOf(another, [])).to.have.length(1);
  });

  it("is refused when it is of another partition", () => {
    const china = configWith({ sales: "arn:aws-cn:iam::210987654321:role/sales" });
    expect(problemsOf(china, [])[0]).to.match(/^PRINCIPAL_PARTITION_INVALID lakehouse:principals\.sales\.role: /);
  });

  it("is told once that its account is a placeholder", () => {
    const given = { principals: { sales: { role: role("sales", "123456789012") } } };
    const problems = problemsOf(configWith({ sales: role("sales", "123456789012") }), [], given);
    expect(problems.map((text) => text.split(" ")[0])).to.deep.equal(["CONFIG_PLACEHOLDER"]);
  });
});

describe("a role that deploys", () => {
  it("has to be there, and of the stack's account whatever others may read", () => {
    const foreign = role("deploys", "210000000001");
    const config = { ...configWith({}, ["210000000001"]), deployers: [role("ci"), role("gone"), foreign] };
    expect(ownRoleNames(config, account)).to.deep.equal(["ci", "gone"]);
    const found = accountProblems({}, config, account, [role("ci")]);
    expect(found.map(({ code, place }) => `${code} ${place}`)).to.deep.equal([
      "PRINCIPAL_UNKNOWN lakehouse:deployers[1]",
      "PRINCIPAL_FOREIGN lakehouse:deployers[2]",
    ]);
  });
});

describe("documentation's account", () => {
  it("takes documentation's values, because nothing is there to be deployed to", () => {
    const given = { alarms: { emails: ["a@example.com"] } };
    const documentation = { accountId: "123456789012", partition: "aws" };
    expect(accountProblems(given, undefined, documentation, [])).to.deep.equal([]);
    expect(accountProblems(given, undefined, account, [])).to.have.length(1);
  });
});
