import { expect } from "chai";
import { readFileSync } from "node:fs";
import { compileContracts } from "../../../../model/contracts/compile.ts";
import { contractKinds } from "../../../../sources/index.ts";

const sources = { file: "contracts/sources.yaml", text: readFileSync("contracts/sources.yaml", "utf8") };
const contract = readFileSync("contracts/flights.weather.odcs.yaml", "utf8");

/** The problems of the contract with the change: code, path and message, without the file and the line. */
const told = (from: string, to: string): readonly string[] => {
  expect(contract, from).to.include(from);
  const file = "contracts/flights.weather.odcs.yaml";
  const compiled = compileContracts(
    { sources, contracts: [{ file, text: contract.replace(from, () => to) }] },
    contractKinds,
  );
  return "problems" in compiled
    ? compiled.problems.map(({ code, place, message }) => `${code} ${place.replace(/^\S+ ?/, "")}: ${message}`)
    : [];
};

describe("messages of a contract's check", () => {
  it("name a key that is there twice", () => {
    expect(told("status: active", "status: active\nstatus: draft")).to.deep.equal([
      'CONTRACT_YAML : the text is not YAML: "status" appears twice in the same map',
    ]);
  });

  it("say of a value of the wrong form what it has to be, and nothing that follows from it", () => {
    for (const written of ["yes", '"true"', "1"]) {
      expect(told("required: true", `required: ${written}`)).to.have.length(1);
      expect(told("required: true", `required: ${written}`)[0]).to.include("violates ODCS: it must be boolean");
    }
  });

  it("name a field that is misspelt, and not that it is missing", () => {
    const cases: readonly (readonly [string, string, string])[] = [
      ["        logicalType: string", "        logcalType: string", '"logcalType" is not a field of ODCS here'],
      ["domain: flights", "domian: flights", '"domian" is not a field of ODCS here'],
      ["property: lakehousePath", "property: lakehousPath", '"lakehousPath" is not a setting here'],
      ["property: lakehouseGroup", "property: LakehouseGroup", '"LakehouseGroup" is not a setting here'],
    ];
    for (const [from, to, message] of cases) {
      expect(told(from, to), to).to.have.length(1);
      expect(told(from, to)[0]).to.include(message);
    }
  });

  it("say of other tools' settings nothing", () => {
    expect(
      told(
        "customProperties:\n  - property: lakehouseGroup",
        "customProperties:\n  - property: hubGroup\n    value: 1\n  - property: lakehouseGroup",
      ),
    ).to.deep.equal([]);
  });
});
