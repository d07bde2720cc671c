/** What a contract is about and who is responsible for it. */
import { found } from "../validation/found.ts";
import { logicalIdPattern } from "./naming.ts";
import { at, items, mapping, text, type Fields } from "./fields.ts";
import { choice, type Report } from "./report.ts";

const apiVersions = ["v3.1.0"] as const;
const kinds = ["DataContract"] as const;
/** Draft and retired contracts don't belong among those that run every night. */
const statuses = ["active"] as const;

export interface Identity {
  readonly id: string | undefined;
  readonly source: string | undefined;
  readonly name: string | undefined;
  readonly version: string;
  readonly description: string;
  readonly owner: string;
}

const readName = (report: Report, contract: Fields): string | undefined => {
  const objects = items(contract, "schema");
  const [object] = objects;
  if (!object || objects.length !== 1) {
    const message = `${objects.length} objects are described; a contract describes exactly one table`;
    report.add("CONTRACT_SCHEMA_COUNT", at(contract, "schema"), message, "give each table a contract of its own");
  }
  if (object === undefined) return undefined;
  const name = text(object, "name") ?? "";
  if (!logicalIdPattern.test(name)) {
    const message = `${found(object.raw["name"])} is not a table name; names are snake_case, begin with a letter and have at most 63 letters`;
    report.add("CONTRACT_DATASET_NAME", at(object, "name"), message, "rename the table");
    return undefined;
  }
  if (name.endsWith("_quarantine")) {
    const message = `"${name}" is reserved; "_quarantine" ends the names of tables that hold rows which broke a contract`;
    report.add("CONTRACT_DATASET_RESERVED", at(object, "name"), message, "rename the table");
    return undefined;
  }
  return name;
};

/** If sources.yaml can't be read, every domain passes: one mistake there is not a mistake in each contract. */
const readSource = (report: Report, contract: Fields, sources: readonly string[]): string | undefined => {
  if (sources.length === 0) return text(contract, "domain");
  const domain = contract.raw["domain"];
  return choice(report, "CONTRACT_SOURCE_UNKNOWN", at(contract, "domain"), domain, "source of sources.yaml", sources);
};

const readId = (report: Report, contract: Fields, file: string, expected: string | undefined): string | undefined => {
  const id = text(contract, "id");
  if (expected === undefined) return id;
  if (id !== expected) {
    const message = `${found(contract.raw["id"])} is not the domain and the table's name; must be "${expected}"`;
    report.add("CONTRACT_ID", at(contract, "id"), message, `write "${expected}"`);
  }
  const fileName = file.slice(file.lastIndexOf("/") + 1);
  if (fileName !== `${expected}.odcs.yaml`) {
    const message = `the file is named "${fileName}"; a contract's file is named after its id, ${expected}.odcs.yaml`;
    report.add(
      "CONTRACT_FILE_NAME",
      at(contract, "id"),
      message,
      "rename the file, or correct the domain and the name",
    );
  }
  return id;
};

const readVersion = (report: Report, contract: Fields): string => {
  const version = text(contract, "version") ?? "";
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    const message = `${found(contract.raw["version"])} is not a version; versions are three numbers such as "1.0.0"`;
    report.add("CONTRACT_VERSION", at(contract, "version"), message, 'write the version as text, e.g. "1.0.0"');
  }
  return version;
};

export const readIdentity = (report: Report, contract: Fields, file: string, sources: readonly string[]): Identity => {
  const { raw } = contract;
  choice(report, "CONTRACT_API_VERSION", at(contract, "apiVersion"), raw["apiVersion"], "version of ODCS", apiVersions);
  choice(report, "CONTRACT_KIND", at(contract, "kind"), raw["kind"], "kind of document", kinds);
  choice(report, "CONTRACT_STATUS", at(contract, "status"), raw["status"], "status of a contract that runs", statuses);
  const name = readName(report, contract);
  const source = readSource(report, contract, sources);
  const expected = source === undefined || name === undefined ? undefined : `${source}.${name}`;
  const id = readId(report, contract, file, expected);
  const version = readVersion(report, contract);
  const description = text(mapping(contract, "description"), "purpose");
  if (description === undefined) {
    const message = "the contract does not say what its data is for";
    report.add("CONTRACT_DESCRIPTION_MISSING", [...at(contract, "description"), "purpose"], message, "describe it");
  }
  const owner = text(mapping(contract, "team"), "name");
  if (owner === undefined) {
    const message = "nobody is named as responsible for the data";
    report.add("CONTRACT_OWNER_MISSING", [...at(contract, "team"), "name"], message, "name the team");
  }
  return { id, source, name, version, description: description ?? "", owner: owner ?? "" };
};
