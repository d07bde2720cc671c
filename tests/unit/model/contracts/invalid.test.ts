import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { contractCodes, sourceCodes } from "../../../../model/contracts/codes.ts";
import { contractKinds } from "../../../../sources/index.ts";
import { messages, repositoryTexts, validContract, withContract } from "./repository.ts";

const kebab = (code: string): string => code.toLowerCase().replaceAll("_", "-");
const rulesIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));

const contractRules = rulesIn("tests/invalid", ".odcs.yaml");
const sourceRules = rulesIn("tests/invalid/sources", ".yaml");
const expected = (folder: string, rule: string): readonly string[] =>
  readFileSync(`${folder}/${rule}.txt`, "utf8").trimEnd().split("\n");

describe("contracts that break a rule", () => {
  it("are made from a contract that breaks none", () => {
    expect(messages(withContract(validContract))).to.deep.equal([]);
  });

  it("exist for every rule, and every one is named after a rule", () => {
    const all = [...contractCodes, ...contractKinds.flatMap(({ codes }) => codes)];
    const codes = all.map((code) => kebab(code.replace("CONTRACT_", "")));
    expect(contractRules).to.have.members(codes);
    expect(sourceRules).to.have.members(sourceCodes.map(kebab));
  });

  for (const rule of contractRules) {
    it(`are told what is wrong: ${rule}`, () => {
      const found = messages(withContract(readFileSync(`tests/invalid/${rule}.odcs.yaml`, "utf8")));
      expect(found).to.deep.equal(expected("tests/invalid", rule));
      const code = `CONTRACT_${rule.toUpperCase().replaceAll("-", "_")} `;
      expect(found.some((message) => message.startsWith(code))).to.equal(true);
    });
  }

  for (const rule of sourceRules) {
    it(`are told what is wrong with their sources: ${rule}`, () => {
      const text = readFileSync(`tests/invalid/sources/${rule}.yaml`, "utf8");
      const found = messages({ ...repositoryTexts, sources: { file: "contracts/sources.yaml", text } });
      expect(found).to.deep.equal(expected("tests/invalid/sources", rule));
      expect(found[0]).to.match(new RegExp(`^${rule.toUpperCase().replaceAll("-", "_")} `));
    });
  }

  it("never see a value printed that stands where a secret's name belongs", () => {
    expect(expected("tests/invalid/sources", "source-token-secret").join("\n")).not.to.include("8f3a");
  });
});
