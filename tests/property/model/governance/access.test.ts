import { expect } from "chai";
import fc from "fast-check";
import { classifications, type Bundle, type Dataset } from "../../../../model/dataset.ts";
import { compareGovernance } from "../../../../model/governance/compare.ts";
import { readableColumns } from "../../../../model/governance/effective.ts";
import { governanceOf, type GovernedStack } from "../../../../model/governance/index.ts";
import type { LiveGovernance, LiveTable } from "../../../../model/governance/live.ts";
import { personas, type Principal } from "../../../../model/governance/principals.ts";
import { databaseTags, sensitivities } from "../../../../model/governance/tags.ts";
import { valuesSeen, visibilityOf } from "../../../../model/governance/visibility.ts";

const sources = ["shop", "fleet", "lab"] as const;

const dataset = (source: string, kinds: readonly (typeof classifications)[number][]): Dataset => ({
  id: `${source}.things`,
  source,
  name: "things",
  version: "1.0.0",
  description: "Things",
  owner: source,
  columns: kinds.map((classification, index) => ({
    name: `column_${index.toString()}`,
    sourceName: `Column_${index.toString()}`,
    type: "string",
    required: false,
    classification,
    description: "",
  })),
  primaryKey: ["column_0"],
  writeMode: "replace",
  partitions: [],
  extraction: { path: "/things", pageSize: 5000 },
  group: source,
  rawRetentionDays: 90,
  freshnessHours: 26,
});

const bundles = fc
  .array(fc.array(fc.constantFrom(...classifications), { minLength: 1, maxLength: 6 }), {
    minLength: sources.length,
    maxLength: sources.length,
  })
  .map((kinds): Bundle => ({
    formatVersion: 1,
    sources: sources.map((name) => ({ name, description: name, tokenSecret: `${name}-token` })),
    schedules: [],
    datasets: sources.map((source, index) => dataset(source, kinds[index] ?? [])),
  }));

const principals = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom("a", "b", "c", "d"),
      persona: fc.constantFrom(...personas),
      domains: fc.subarray([...sources], { minLength: 1 }),
    }),
    { selector: ({ name }) => name, minLength: 1 },
  )
  .map((own): Principal[] => own.map((one) => ({ ...one, role: `arn:aws:iam::123456789012:role/${one.name}` })));

/** What Lake Formation holds after a deployment of just these. */
const deployed = (bundle: Bundle, stack: GovernedStack): LiveGovernance => {
  const { grants, databases, tables } = governanceOf(bundle, stack);
  return {
    administrators: [],
    databaseDefaults: [],
    tableDefaults: [],
    locations: [],
    grants: grants.map(({ role, on, expression, permissions }) => ({
      principal: role,
      resource: { kind: "tags", on, expression: { ...expression } },
      permissions,
      grantable: [],
    })),
    databases: databases.map(({ name, tags }) => ({ name, tags, tableDefaults: [] })),
    tables: tables.map(({ database, table, zone, domain, columns }): LiveTable => {
      const tags = databaseTags(domain, zone);
      const own = Object.entries(columns).map(([name, sensitivity]) => [name, { ...tags, sensitivity }] as const);
      return { database, table, isView: false, tags, columns: Object.fromEntries(own) };
    }),
    rawBucketPolicy: {
      Statement: [
        {
          Effect: "Deny",
          Action: "s3:GetObject",
          Condition: { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/job" } },
        },
      ],
    },
  };
};

const stackOf = (own: readonly Principal[]): GovernedStack => ({
  principals: own,
  writers: [],
  locations: [],
  administrators: [],
});

describe("access by tags, for any contracts and principals", () => {
  it("lets each principal read exactly what it is meant to see", () => {
    fc.assert(
      fc.property(bundles, principals, (bundle, own) => {
        const live = deployed(bundle, stackOf(own));
        for (const principal of own) {
          for (const meant of visibilityOf(bundle, principal).tables) {
            const table = live.tables.find((one) => one.database === meant.database && one.table === meant.table);
            const reads = table === undefined ? [] : [...readableColumns(live, principal.role, table)];
            expect(reads.sort()).to.deep.equal([...valuesSeen(meant)].sort());
          }
        }
        expect(compareGovernance(bundle, stackOf(own), live)).to.deep.equal([]);
      }),
    );
  });

  it("shows nobody a personal value in plain", () => {
    fc.assert(
      fc.property(bundles, principals, (bundle, own) => {
        const plain = own
          .flatMap((principal) => visibilityOf(bundle, principal).tables)
          .flatMap(({ columns }) => columns)
          .filter(({ classification, seen }) => classification === "personal" && seen === "plain");
        expect(plain).to.deep.equal([]);
      }),
    );
  });

  it("finds every change of a column's tag that changes who reads it", () => {
    fc.assert(
      fc.property(
        bundles,
        principals,
        fc.nat(),
        fc.constantFrom(...sensitivities),
        (bundle, own, pick, sensitivity) => {
          const live = deployed(bundle, stackOf(own));
          const index = pick % live.tables.length;
          const tables = live.tables.map((table, at): LiveTable => {
            const [first] = Object.keys(table.columns);
            if (at !== index || first === undefined) return table;
            return { ...table, columns: { ...table.columns, [first]: { ...table.columns[first], sensitivity } } };
          });
          const changed = { ...live, tables };
          const readers = (state: LiveGovernance): string[] =>
            own
              .filter(({ role }) => {
                const table = state.tables[index];
                const [first = ""] = Object.keys(table?.columns ?? {});
                return table !== undefined && readableColumns(state, role, table).has(first);
              })
              .map(({ name }) => name);
          const isSame = JSON.stringify(readers(live)) === JSON.stringify(readers(changed));
          expect(compareGovernance(bundle, stackOf(own), changed).length === 0).to.equal(isSame);
        },
      ),
    );
  });
});
