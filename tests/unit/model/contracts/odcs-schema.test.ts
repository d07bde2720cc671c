import { expect } from "chai";
import { messages, validContract, withContract } from "./repository.ts";

const problemsOf = (change: (contract: string) => string): readonly string[] => {
  const changed = change(validContract);
  expect(changed).not.to.equal(validContract);
  return messages(withContract(changed)).map((message) => message.replace(/^(\S+) \S+ (.*?)[;.] .*$/, "$1 $2"));
};

describe("the standard's own schema", () => {
  it("finds a misspelt field at the top, beside fields that are right", () => {
    expect(problemsOf((contract) => contract.replace("slaProperties:", "slaProperties: []\nslaPropertys:"))).to.include(
      'CONTRACT_ODCS slaPropertys: "slaPropertys" is not a field of ODCS here',
    );
  });

  it("finds a wrong form in a column without blaming the column's other fields", () => {
    const found = problemsOf((contract) => contract.replace("required: false", 'required: "no"'));
    expect(found).to.deep.equal([
      'CONTRACT_ODCS schema[0].properties[2].required: "no" violates ODCS: it must be boolean',
    ]);
  });

  it("finds a misspelt field and a wrong form in one column", () => {
    const found = problemsOf((contract) =>
      contract
        .replace("        physicalName: openedAt", "        physicalNmae: openedAt\n        tags: gate")
        .replace("classification: confidential", "classification: confidential\n        unique: 1"),
    );
    expect(found).to.have.members([
      'CONTRACT_ODCS schema[0].properties[1].physicalNmae: "physicalNmae" is not a field of ODCS here',
      'CONTRACT_ODCS schema[0].properties[1].tags: "gate" violates ODCS: it must be array',
      "CONTRACT_ODCS schema[0].properties[2].unique: 1 violates ODCS: it must be boolean",
    ]);
  });

  it("reports the branch that fits best where the standard allows alternatives", () => {
    const found = problemsOf((contract) => contract.replace("team:\n", "team:\n  lead: somebody\n"));
    expect(found).to.deep.equal(['CONTRACT_ODCS team.lead: "lead" is not a field of ODCS here']);
  });

  it("checks options that belong to a type", () => {
    const options = "        logicalType: string\n        logicalTypeOptions:\n          maximum: 3\n";
    const found = problemsOf((contract) => contract.replace("        logicalType: string\n", options));
    expect(found).to.deep.equal([
      'CONTRACT_ODCS schema[0].properties[0].logicalTypeOptions.maximum: "maximum" is not a field of ODCS here',
    ]);
  });

  it("leaves other tools' custom properties alone", () => {
    const foreign = "customProperties:\n  - property: catalogOwner\n    value: 12\n  - property: lakehouseGroup";
    const changed = validContract.replace("customProperties:\n  - property: lakehouseGroup", foreign);
    expect(changed).not.to.equal(validContract);
    expect(messages(withContract(changed))).to.deep.equal([]);
  });
});
