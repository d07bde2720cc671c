import { expect } from "chai";
import { compileContracts, type CompiledContracts, type ContractTexts } from "../../../../model/contracts/compile.ts";
import type { Dataset } from "../../../../model/documents/contract-bundle.ts";
import { datasetsPerGroup } from "../../../../model/ledger.ts";
import { requestDefaults } from "../../../../sources/rest/settings.ts";
import { contractKinds } from "../../../../sources/index.ts";
import { messages, repositoryTexts, validContract, withContract } from "./repository.ts";

const compiled = (texts: ContractTexts): CompiledContracts => {
  const result = compileContracts(texts, contractKinds);
  if ("problems" in result) throw new Error(JSON.stringify(result.problems));
  return result;
};

const datasets = compiled(repositoryTexts).bundle.datasets;
const dataset = (id: string): Dataset => {
  const found = datasets.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no dataset ${id}`);
  return found;
};

describe("a group of contracts", () => {
  const groupOf = (size: number): ContractTexts => ({
    ...repositoryTexts,
    contracts: Array.from({ length: size }, (_, index) => {
      const name = `gates_${index}`;
      const text = validContract.replaceAll("gates", name);
      return { file: `contracts/flights.${name}.odcs.yaml`, text };
    }),
  });

  it("holds as many datasets as a run carries, and is refused with the number when it holds more", () => {
    expect(compiled(groupOf(datasetsPerGroup)).bundle.datasets).to.have.length(datasetsPerGroup);
    const [message, ...others] = messages(groupOf(datasetsPerGroup + 2));
    expect(others).to.deep.equal([]);
    expect(message).to.match(/^CONTRACT_GROUP_TOO_LARGE contracts\/flights\.gates_\d+\.odcs\.yaml:\d+/);
    expect(message).to.contain(
      'the group "flights" has 1002 datasets; a run carries 1000. Fix: move 2 to another group',
    );
  });
});

describe("the repository's contracts", () => {
  it("describe five tables of flights, one of events and sixteen of reference data", () => {
    const modes = (source: string): string =>
      datasets
        .filter((candidate) => candidate.source === source)
        .map((candidate) => candidate.writeMode)
        .sort()
        .join(" ");
    expect(modes("flights")).to.equal("merge merge replace replace replace");
    expect(modes("mission")).to.equal(["append", ...Array<string>(16).fill("replace")].join(" "));
  });

  it("resolve to types, key, window and partition", () => {
    const { columns, ...rest } = dataset("mission.transactions");
    expect(Object.fromEntries(columns.map((column) => [column.name, column.type]))).to.deep.equal({
      transaction_id: "bigint",
      recorded_at: "timestamp",
      service_code: "string",
      customer_id: "bigint",
      satellite_id: "int",
      antenna_id: "int",
      data_volume: "bigint",
      revenue: "decimal(12,4)",
      operating_cost: "decimal(12,4)",
      operator_email: "string",
      status: "string",
    });
    expect(rest).to.deep.include({
      primaryKey: ["transaction_id"],
      writeMode: "append",
      partitions: [{ column: "recorded_at", transform: "day" }],
      extraction: {
        request: { path: "/transactions", pageSize: 5000, ...requestDefaults },
        windowColumn: "recorded_at",
        format: { type: "json" },
      },
      group: "mission",
      rawRetentionDays: 400,
      freshnessHours: 26,
      tolerance: { quarantineWarnPercent: 0, quarantineStopPercent: 100, empty: false, removedRows: "keep" },
    });
    expect(rest).not.to.have.property("updatedAtColumn");
  });

  it("keep the order of a key's columns and the source's names of fields", () => {
    expect(dataset("flights.flights").primaryKey).to.deep.equal(["time_hour", "carrier", "flight"]);
    const renamed = dataset("flights.airports").columns.filter((column) => column.name !== column.sourceName);
    expect(renamed.map((column) => [column.sourceName, column.name, column.unit])).to.deep.equal([
      ["lat", "latitude", "deg"],
      ["lon", "longitude", "deg"],
      ["alt", "altitude", "ft"],
    ]);
  });

  it("mark every column with a person's name, address or number as personal", () => {
    const personal = datasets.flatMap(({ id, columns }) =>
      columns.filter((column) => column.classification === "personal").map((column) => `${id}.${column.name}`),
    );
    expect(personal).to.have.members([
      "mission.customers.contact_name",
      "mission.customers.contact_email",
      "mission.operators.full_name",
      "mission.operators.email",
      "mission.operators.phone",
      "mission.transactions.operator_email",
    ]);
  });

  it("refer in their descriptions to tables that exist", () => {
    const ids = new Set(datasets.map((candidate) => candidate.id));
    const references = datasets.flatMap(({ columns }) =>
      columns.flatMap((column) => /(?:as in|joins) (\w+\.\w+)/.exec(column.description)?.[1] ?? []),
    );
    expect(references.length).to.be.greaterThan(15);
    expect(references.filter((reference) => !ids.has(reference))).to.deep.equal([]);
  });

  it("give each group its schedule and time zone once", () => {
    expect(compiled(repositoryTexts).bundle.schedules).to.deep.equal([
      { group: "flights", expression: "cron(30 4 * * ? *)", timeZone: "America/New_York" },
      { group: "mission", expression: "cron(30 1 * * ? *)", timeZone: "UTC" },
    ]);
  });
});

describe("compiling contracts", () => {
  it("shows every problem of every file at once", () => {
    const broken = validContract
      .replace("version: 1.0.0", "version: one")
      .replace("decimal(10,2)", "money")
      .replace("value: merge", "value: append")
      .replace("physicalName: openedAt", "physicalNmae: openedAt");
    const contracts = withContract(broken).contracts.map((contract) =>
      contract.file.endsWith("mission.shifts.odcs.yaml") ? { ...contract, text: "- not: a contract" } : contract,
    );
    const sources = {
      file: "contracts/sources.yaml",
      text: "sources:\n  - { name: flights, kind: rest }\n  - { name: mission, kind: rest }\n",
    };
    const codes = messages({ sources, contracts }).map((message) => message.slice(0, message.indexOf(" ")));
    expect(codes).to.deep.equal([
      "SOURCE_DESCRIPTION_MISSING",
      "SOURCE_FIELD_MISSING",
      "SOURCE_DESCRIPTION_MISSING",
      "SOURCE_FIELD_MISSING",
      "CONTRACT_VERSION",
      "CONTRACT_PHYSICAL_TYPE",
      "CONTRACT_UPDATED_AT_UNUSED",
      "CONTRACT_ODCS",
      "CONTRACT_YAML",
    ]);
  });

  it("names the bundle after its content", () => {
    const before = compiled(withContract(validContract));
    const commented = compiled(withContract(`# a comment changes nothing\n${validContract}`));
    const changed = compiled(withContract(validContract.replace("value: 5000", "value: 1000")));
    expect(before.hash).to.match(/^[0-9a-f]{64}$/);
    expect(commented.hash).to.equal(before.hash);
    expect(changed.hash).not.to.equal(before.hash);
    expect(JSON.parse(before.json)).to.deep.equal(before.bundle);
  });

  it("counts the promised latency in hours, whatever its unit", () => {
    const hoursOf = (latency: string): number | undefined =>
      compiled(withContract(validContract.replace("value: 26\n    unit: h", latency))).bundle.datasets.find(
        ({ id }) => id === "flights.gates",
      )?.freshnessHours;
    expect(hoursOf("value: 26\n    unit: h")).to.equal(26);
    expect(hoursOf("value: 168\n    unit: h")).to.equal(168);
    expect(hoursOf("value: 2\n    unit: d")).to.equal(48);
  });

  it("refuses a latency that a night or an alarm can't keep", () => {
    for (const latency of [
      "value: 24\n    unit: h",
      "value: 169\n    unit: h",
      "value: 1\n    unit: d",
      "value: 26\n    unit: m",
    ]) {
      const [message] = messages(withContract(validContract.replace("value: 26\n    unit: h", latency)));
      expect(message, latency).to.match(/^CONTRACT_LATENCY /);
    }
  });

  it("lets groups differ in schedule and time zone", () => {
    const apart = validContract
      .replace("value: flights\n", "value: gates\n")
      .replace("cron(30 4", "cron(15 5")
      .replace("America/New_York", "Europe/Berlin");
    expect(compiled(withContract(apart)).bundle.schedules.map((schedule) => schedule.timeZone)).to.deep.equal([
      "America/New_York",
      "Europe/Berlin",
      "UTC",
    ]);
  });
});
