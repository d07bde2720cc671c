import { expect } from "chai";
import { contractKinds } from "../../../../sources/index.ts";
import { compileContracts } from "../../../../model/contracts/compile.ts";
import { readColumns, resolveColumn } from "../../../../model/contracts/columns.ts";
import { fieldsOf } from "../../../../model/contracts/fields.ts";
import { reportOn } from "../../../../model/contracts/report.ts";
import { sourcePathOf } from "../../../../model/contracts/source-path.ts";
import { readYaml } from "../../../../model/validation/yaml-file.ts";
import { messages, validContract, withContract } from "./repository.ts";

const gates = (physicalName: string): string =>
  validContract.replace(/physicalName: openedAt/, `physicalName: ${physicalName}`);

const columnsOf = (physicalName: string) => {
  const result = compileContracts(withContract(gates(physicalName)), contractKinds);
  if ("problems" in result) throw new Error(JSON.stringify(result.problems));
  return result.bundle.datasets.find(({ id }) => id === "flights.gates")?.columns ?? [];
};

describe("path of a field", () => {
  for (const [physicalName, path] of [
    ["city", ["city"]],
    ["address.city", ["address", "city"]],
    ["a.b.c", ["a", "b", "c"]],
    ["address\\.city", ["address.city"]],
    ["a\\.b.c\\.d", ["a.b", "c.d"]],
    ["a\\\\.b", ["a\\", "b"]],
    ["a\\b", ["a\\b"]],
    ["größe.🚀", ["größe", "🚀"]],
    [" a . b ", [" a ", " b "]],
    [".a", undefined],
    ["a.", undefined],
    ["a..b", undefined],
    [".", undefined],
    ["", undefined],
  ] as const) {
    it(`of ${JSON.stringify(physicalName)} is ${path === undefined ? "none" : JSON.stringify(path)}`, () => {
      expect(sourcePathOf(physicalName)).to.deep.equal(path);
    });
  }
});

describe("a contract's nested fields", () => {
  it("are compiled to the names on the way; the text stays as it is written", () => {
    expect(columnsOf("times.opened").find(({ name }) => name === "opened_at")).to.include({
      sourceName: "times.opened",
    });
    expect(columnsOf("times.opened")[1]?.sourcePath).to.deep.equal(["times", "opened"]);
    expect(columnsOf("times\\.opened")[1]?.sourcePath).to.deep.equal(["times.opened"]);
    expect(columnsOf("openedAt").every((column) => !("sourcePath" in column))).to.equal(true);
  });

  it("may be several of one object", () => {
    const two = gates("times.opened").replace("- name: fee", "- name: fee\n        physicalName: times.fee");
    expect(messages(withContract(two))).to.deep.equal([]);
  });

  it("are read by one column each, and not while another reads the object as a value", () => {
    const second = (physicalName: string): string =>
      gates("times.opened").replace("- name: fee", `- name: fee\n        physicalName: ${physicalName}`);
    const [same, ...others] = messages(withContract(second("Times.Opened")));
    expect(others).to.deep.equal([]);
    expect(same).to.match(
      /^CONTRACT_FIELD_DUPLICATE .*"fee" reads the field "Times.Opened", which "opened_at" already/,
    );
    const [outer] = messages(withContract(second("times")));
    expect(outer).to.match(
      /^CONTRACT_FIELD_DUPLICATE .*"opened_at" reads the field "times.opened" of "times", which "fee" reads as a value/,
    );
    expect(messages(withContract(second("times\\.opened")))).to.deep.equal([]);
  });

  it("are names with a dot where the source sends CSV", () => {
    const yaml = readYaml("gates.yaml", gates("times..opened"));
    if (!("placeOf" in yaml)) throw new Error(yaml.message);
    const [table] = (yaml.value as { readonly schema: readonly unknown[] }).schema;
    const report = reportOn(yaml);
    const columns = readColumns(report, fieldsOf(table, ["schema", 0]), false).map(resolveColumn);
    expect(report.problems).to.deep.equal([]);
    expect(columns[1]).to.include({ sourceName: "times..opened" }).and.not.to.have.property("sourcePath");
  });
});
