import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { compileContracts } from "../../../model/contracts/compile.ts";
import { contractKinds } from "../../../sources/index.ts";

const sources = { file: "contracts/sources.yaml", text: readFileSync("contracts/sources.yaml", "utf8") };
const contracts = readdirSync("contracts")
  .filter((name) => name.endsWith(".odcs.yaml"))
  .map((name) => ({ file: `contracts/${name}`, text: readFileSync(`contracts/${name}`, "utf8") }));
const gates = readFileSync("tests/contracts/valid/flights.gates.odcs.yaml", "utf8");

type Step = string | number;

/** The path of every part of a value, from the outermost to the innermost. */
const pathsOf = (value: unknown): readonly (readonly Step[])[] => {
  if (typeof value !== "object" || value === null) return [];
  const entries: readonly (readonly [Step, unknown])[] = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : Object.entries(value);
  return entries.flatMap(([step, part]) => [[step], ...pathsOf(part).map((path) => [step, ...path])]);
};

const absent = Symbol("absent");

/** A copy of `value` in which the part at `path` is replaced or removed. */
const changedAt = (value: unknown, path: readonly Step[], part: unknown): unknown => {
  const [step, ...rest] = path;
  if (step === undefined) return part;
  const changed = (old: unknown): unknown => changedAt(old, rest, part);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      const next: unknown = index === step ? changed(item) : item;
      return next === absent ? [] : [next];
    });
  }
  const entries = Object.entries(value as object).map(
    ([key, old]) => [key, key === step ? changed(old) : old] as const,
  );
  return Object.fromEntries(entries.filter(([, next]) => next !== absent));
};

describe("the bundle of the contracts", () => {
  it("is the same text whatever the order of the files", () => {
    const reference = compileContracts({ sources, contracts }, contractKinds);
    expect(reference).to.have.property("json");
    fc.assert(
      fc.property(fc.shuffledSubarray(contracts, { minLength: contracts.length }), (shuffled) => {
        expect(compileContracts({ sources, contracts: shuffled }, contractKinds)).to.deep.equal(reference);
      }),
      { numRuns: 10 },
    );
  }).timeout(60_000);

  it("is the same text whatever the order of a contract's fields", () => {
    const reference = compileContracts(
      { sources, contracts: [{ file: "flights.gates.odcs.yaml", text: gates }] },
      contractKinds,
    );
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .map(([key, part]) => [key, reversed(part)] as const)
          .reverse(),
      );
    };
    const text = stringify(reversed(parse(gates)));
    expect(text).not.to.equal(gates);
    expect(
      compileContracts({ sources, contracts: [{ file: "flights.gates.odcs.yaml", text }] }, contractKinds),
    ).to.deep.equal(reference);
  }).timeout(60_000);
});

describe("a contract with anything wrong anywhere", () => {
  const contract: unknown = parse(gates);
  const part = fc.oneof(
    fc.constant(absent),
    fc.constantFrom<unknown>(null, "", "x", "_page", "gate", 0, -1, 1.5, 5001, true, [], {}, [null], ["gate"]),
  );

  it("is told a place and a fix, or compiles to all of its columns", () => {
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(contract)), part, (path, replacement) => {
        const text = stringify(changedAt(contract, path, replacement));
        const result = compileContracts(
          { sources, contracts: [{ file: "flights.gates.odcs.yaml", text }] },
          contractKinds,
        );
        if ("problems" in result) {
          for (const problem of result.problems) {
            expect(problem.code).to.match(/^CONTRACT_[A-Z_]+$/);
            expect(problem.place).to.match(/^flights\.gates\.odcs\.yaml:\d+( |$)/);
            expect(problem.message).not.to.match(/undefined|\[object|NaN/);
            expect(problem.fix).not.to.equal("");
          }
        } else {
          const described = (parse(text) as { schema: [{ properties: unknown[] }] }).schema[0].properties;
          expect(result.bundle.datasets[0]?.columns).to.have.length(described.length);
          expect(result.bundle.schedules).to.have.length(1);
        }
      }),
      { numRuns: 500 },
    );
  }).timeout(60_000);
});
