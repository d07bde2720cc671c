import { expect } from "chai";
import { covers, granted, isPublic, refusesPlainText, statementsOf, type Statement } from "../../../policy/document.ts";
import { allow, deny, tlsOnly } from "../../support/policy.ts";

const only = (policy: string): Statement => {
  const [statement, ...more] = statementsOf(policy);
  if (statement === undefined || more.length > 0) {
    throw new Error(`one statement was expected in ${policy}`);
  }
  return statement;
};

describe("a policy document", () => {
  it("may say once what it says of one, and as a list what it says of many", () => {
    const one = only(allow({ Principal: { AWS: "a" }, Action: "s3:GetObject", Resource: "r" }));
    const many = only(allow({ Principal: { AWS: ["a"] }, Action: ["s3:GetObject"], Resource: ["r"] }));
    expect(one).to.deep.equal(many);
    expect(statementsOf('{"Statement":{"Effect":"Allow","Action":"s3:GetObject"}}')).to.have.length(1);
    expect(statementsOf(undefined)).to.deep.equal([]);
  });

  it("covers actions by wildcards and without regard to case", () => {
    expect(covers("s3:Get*", "s3:GetObject")).to.equal(true);
    expect(covers("S3:getobject", "s3:GetObject")).to.equal(true);
    expect(covers("s3:Get?bject", "s3:GetObject")).to.equal(true);
    expect(covers("s3:Get", "s3:GetObject")).to.equal(false);
    expect(covers("s3.GetObject", "s3:GetObject")).to.equal(false);
    expect(granted(only(allow({ Action: "kms:*" })), ["kms:Decrypt", "s3:GetObject"])).to.deep.equal(["kms:Decrypt"]);
  });

  it("is public when it admits anybody without binding them to an account", () => {
    const anybody = { Principal: { AWS: "*" }, Action: "sns:Publish" };
    expect(isPublic(only(allow(anybody)))).to.equal(true);
    expect(isPublic(only(allow({ ...anybody, Condition: { Bool: { "aws:SecureTransport": "true" } } })))).to.equal(
      true,
    );
    expect(isPublic(only(allow({ ...anybody, Condition: { StringEquals: { "AWS:SourceOwner": "1" } } })))).to.equal(
      false,
    );
    expect(isPublic(only(allow({ ...anybody, Principal: { AWS: "arn" } })))).to.equal(false);
    expect(isPublic(only(deny(anybody)))).to.equal(false);
  });

  it("refuses plain text only when it denies all that is asked about, to anybody, without TLS", () => {
    expect(refusesPlainText(tlsOnly("s3"), "s3:*")).to.equal(true);
    expect(refusesPlainText(tlsOnly("s3", "true"), "s3:*")).to.equal(false);
    expect(refusesPlainText(tlsOnly("sqs"), "s3:*")).to.equal(false);
    const condition = { Bool: { "aws:SecureTransport": "false" } };
    expect(refusesPlainText(deny({ Principal: "*", Action: "s3:GetObject", Condition: condition }), "s3:*")).to.equal(
      false,
    );
    expect(
      refusesPlainText(deny({ Principal: { AWS: "arn" }, Action: "s3:*", Condition: condition }), "s3:*"),
    ).to.equal(false);
    expect(refusesPlainText(allow({ Principal: "*", Action: "s3:*", Condition: condition }), "s3:*")).to.equal(false);
  });
});
