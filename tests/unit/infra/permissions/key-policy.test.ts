import { expect } from "chai";
import {
  keyPolicy,
  keyStatements,
  type KeyPolicyArgs,
  type KeyStatement,
} from "../../../../infra/permissions/key-policy.ts";
import { actionsOf, keyNames, usersOf, usesKeys, type KeyName } from "../../../../infra/permissions/key-uses.ts";

const account = "123456789012";
const args: KeyPolicyArgs = {
  mails: true,
  place: { partition: "aws", region: "us-east-1", accountId: account, prefix: "lakehouse-test" },
  queryRoles: [`arn:aws:iam::${account}:role/team/analyst`],
  secretPrefix: "lakehouse/test/",
};
const root = `arn:aws:iam::${account}:root`;

/** Actions that give access to encrypted data, or pass that access on. */
const isUse = (action: string): boolean =>
  /^kms:(\*|Decrypt|Encrypt|ReEncrypt|GenerateDataKey|GenerateMac|Sign|CreateGrant)/.test(action);

const valuesOf = (statement: KeyStatement, operator: string, key: string): readonly string[] =>
  [statement.Condition?.[operator]?.[key] ?? []].flat();

const rolesOf = (statement: KeyStatement): readonly string[] => valuesOf(statement, "ArnEquals", "aws:PrincipalArn");

/** Whether a condition keeps a statement for the account from giving the key to everybody with an IAM policy. */
const isConfined = (statement: KeyStatement): boolean =>
  rolesOf(statement).length > 0 || valuesOf(statement, "StringEquals", "kms:ViaService").length > 0;

const unconfined = (statements: readonly KeyStatement[]): readonly KeyStatement[] =>
  statements.filter(
    (statement) => statement.Action.some(isUse) && "AWS" in statement.Principal && !isConfined(statement),
  );

const rolesThatUse = (key: KeyName): string[] => [...new Set(keyStatements(key, args).flatMap(rolesOf))].sort();

describe("policy of a key", () => {
  for (const key of keyNames) {
    describe(key, () => {
      it("lets the account administer the key and, without a condition, use it in no way", () => {
        expect(unconfined(keyStatements(key, args))).to.deep.equal([]);
        const [administration] = keyStatements(key, args);
        expect(administration?.Principal).to.deep.equal({ AWS: root });
        expect(administration?.Action).to.include("kms:PutKeyPolicy");
        expect(administration?.Action.filter(isUse)).to.deep.equal([]);
      });

      it("lets each role of the table use it, and no other", () => {
        const parts = usersOf(key).map(({ role }) => `arn:aws:iam::${account}:role/lakehouse-test-${role}`);
        expect(rolesThatUse(key)).to.deep.equal([...parts, ...(key === "results" ? args.queryRoles : [])].sort());
      });

      it("lets roles do no more than the table says", () => {
        for (const statement of keyStatements(key, args)) {
          for (const role of rolesOf(statement)) {
            const name = role.replace(/^.*\/lakehouse-test-/, "");
            const { use } = usersOf(key).find((user) => user.role === name) ?? { use: "writes" };
            expect(statement.Action, role).to.deep.equal(actionsOf(use));
          }
        }
      });

      it("names no principal that may not exist yet, allows no wildcard and fits KMS's limit", () => {
        for (const { Principal, Action } of keyStatements(key, args)) {
          if ("AWS" in Principal) expect(Principal.AWS).to.equal(root);
          expect(Action.filter((action) => action === "kms:*" || action === "*")).to.deep.equal([]);
        }
        expect(Buffer.byteLength(keyPolicy(key, args))).to.be.below(32_768);
      });
    });
  }

  it("lets roles use data's keys through S3 alone", () => {
    for (const key of keyNames.filter((name) => name !== "operations")) {
      for (const statement of keyStatements(key, args).filter((candidate) => rolesOf(candidate).length > 0)) {
        expect(valuesOf(statement, "StringEquals", "kms:ViaService"), key).to.deep.equal([
          "s3.us-east-1.amazonaws.com",
        ]);
      }
    }
  });

  it("lets services and operators use the key of operations only, and only for the stack's own things", () => {
    for (const key of keyNames) {
      const others = keyStatements(key, args)
        .slice(1)
        .filter((statement) => rolesOf(statement).length === 0);
      expect(others.length > 0, key).to.equal(key === "operations");
      for (const { Sid, Condition } of others) {
        expect(JSON.stringify(Condition), Sid).to.match(
          /EncryptionContext:.*(lakehouse-test|lakehouse\/test|arn:aws:logs:us-east-1:123456789012)|SourceAccount|GrantIsForAWSResource|lambda\.us-east-1/,
        );
      }
    }
  });

  it("is missed nowhere: a policy that hands the key to the account is found", () => {
    const open: KeyStatement = {
      Sid: "Open",
      Effect: "Allow",
      Principal: { AWS: root },
      Action: ["kms:*"],
      Resource: "*",
    };
    const granting: KeyStatement = { ...open, Sid: "Granting", Action: ["kms:DescribeKey", "kms:CreateGrant"] };
    expect(unconfined([open, granting]).map(({ Sid }) => Sid)).to.deep.equal(["Open", "Granting"]);
  });

  it("has no statement for principals where there are none", () => {
    expect(keyStatements("results", { ...args, queryRoles: [] }).map(({ Sid }) => Sid)).to.deep.equal(["Administer"]);
  });
});

describe("a role's own policy", () => {
  const keys = Object.fromEntries(keyNames.map((key) => [key, `arn:${key}`])) as Record<KeyName, string>;

  it("allows what the table says, on those keys alone", () => {
    expect(usesKeys("process", keys)).to.deep.equal([
      { effect: "Allow", sid: "DecryptWithKeys", actions: ["kms:Decrypt"], resources: ["arn:raw"] },
      {
        effect: "Allow",
        sid: "EncryptWithKeys",
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: ["arn:processed", "arn:operations"],
      },
    ]);
    expect(usesKeys("lakeformation", keys)).to.deep.equal([
      {
        effect: "Allow",
        sid: "EncryptWithKeys",
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: ["arn:processed", "arn:curated"],
      },
    ]);
  });

  it("lets the curate job read processed and write curated", () => {
    expect(usesKeys("curate", keys)).to.deep.equal([
      { effect: "Allow", sid: "DecryptWithKeys", actions: ["kms:Decrypt"], resources: ["arn:processed"] },
      {
        effect: "Allow",
        sid: "EncryptWithKeys",
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: ["arn:curated", "arn:operations"],
      },
    ]);
  });

  it("allows nothing to a role that uses no key", () => {
    expect(usesKeys("redshift", keys)).to.deep.equal([]);
  });
});
