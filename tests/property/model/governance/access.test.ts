import { expect } from "chai";
import fc from "fast-check";
import { classifications, type Classification, type Dataset } from "../../../../model/documents/contract-bundle.ts";
import { compareGovernance } from "../../../../model/governance/compare.ts";
import { curatedRelations, type DeployedSql } from "../../../../model/governance/curated.ts";
import { readableColumns } from "../../../../model/governance/effective.ts";
import { governanceOf } from "../../../../model/governance/index.ts";
import type { GovernedStack, Principal } from "../../../../model/documents/deployment.ts";
import type { LiveGovernance, LiveGrant, LiveTable } from "../../../../model/governance/live.ts";
import { personas } from "../../../../model/governance/principals.ts";
import {
  databaseTags,
  declaredTables,
  sensitivities,
  type Declarations,
  type Tags,
} from "../../../../model/governance/tags.ts";
import { valuesSeen, visibilityOf } from "../../../../model/governance/visibility.ts";

const sources = ["shop", "fleet", "lab"] as const;

const dataset = (source: string, columns: readonly Classification[]): Dataset => ({
  id: `${source}.things`,
  source,
  name: "things",
  version: "1.0.0",
  description: "Things",
  owner: source,
  columns: columns.map((classification, index) => ({
    name: `column_${index}`,
    sourceName: `Column_${index}`,
    type: "string",
    required: false,
    classification,
    description: "",
  })),
  primaryKey: ["column_0"],
  writeMode: "replace",
  partitions: [],
  extraction: { request: { path: "/things", pageSize: 5000 } },
  group: source,
  rawRetentionDays: 90,
  freshnessHours: 26,
  tolerance: { quarantineWarnPercent: 0, quarantineStopPercent: 100, empty: false, removedRows: "keep" },
});

const kinds = fc.array(fc.constantFrom(...classifications), { minLength: 1, maxLength: 6 });

/** Compiled SQL: one view per source, whose columns are reclassified in every version. */
const compiled = fc
  .array(fc.array(fc.constantFrom(...classifications), { minLength: 1, maxLength: 3 }), {
    minLength: sources.length,
    maxLength: sources.length,
  })
  .map((columns): DeployedSql["bundles"][number] => ({
    models: [],
    views: sources.map((source, index) => ({
      name: `${source}_curated.things`,
      columns: (columns[index] ?? []).map((classification, at) => ({ name: `c${at}`, classification })),
    })),
  }));

/** One environment; two bundles mean that a revision is in progress. */
const appliedTo = (environment: string) =>
  fc
    .record({
      bundles: fc.array(compiled, { minLength: 1, maxLength: 2 }),
      own: fc.subarray(sources.map((source) => `${source}_curated.things`)),
    })
    .map(({ bundles, own }): DeployedSql => ({ environment: { environment, own }, bundles }));

const applied = fc.tuple(appliedTo("production"), appliedTo("preview_1")) as fc.Arbitrary<readonly DeployedSql[]>;

const declarations = fc
  .record({ contracts: fc.array(kinds, { minLength: sources.length, maxLength: sources.length }), applied })
  .map(({ contracts, applied: deployed }): Declarations => ({
    sources: sources.map((name) => ({
      ...{ name, description: name, kind: "rest", settings: {} },
      tokenSecret: `${name}-token`,
    })),
    datasets: sources.map((source, index) => dataset(source, contracts[index] ?? [])),
    curated: curatedRelations(deployed),
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

/** What Lake Formation holds after deploying exactly these. */
const deployed = (declared: Declarations, stack: GovernedStack): LiveGovernance => {
  const { grants, databaseGrants, databases, tables } = governanceOf(declared, stack);
  return {
    administrators: [],
    databaseDefaults: [],
    tableDefaults: [],
    locations: [],
    grants: [
      ...grants.map(({ role, on, expression, permissions }): LiveGrant => ({
        principal: role,
        resource: { kind: "tags", on, expression: { ...expression } },
        permissions,
        grantable: [],
      })),
      ...databaseGrants.map(({ role, database, permissions }): LiveGrant => ({
        principal: role,
        resource: { kind: "database", database },
        permissions,
        grantable: [],
      })),
    ],
    databases: databases.map(({ name, tags }) => ({ name, tags, tableDefaults: [] })),
    tables: tables.map(({ database, table, zone, domain, columns, sensitivity: ofView }): LiveTable => {
      const tags = { ...databaseTags(domain, zone), ...(ofView && { sensitivity: ofView }) };
      const own = Object.entries(columns).map(
        ([name, one]) => [name, { ...tags, sensitivity: ofView ?? one }] as const,
      );
      return { database, table, tags, columns: Object.fromEntries(own) };
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

const byName = (one: { readonly name: string }, other: { readonly name: string }): number =>
  one.name < other.name ? -1 : 1;

/** How high a classification somebody must be allowed to read. */
const rank = (classification: Classification | undefined): number =>
  classification === undefined ? -1 : classifications.indexOf(classification);

describe("access by tags, for any contracts, SQL and principals", () => {
  it("lets each principal read exactly what it is meant to see", () => {
    fc.assert(
      fc.property(declarations, principals, (declared, own) => {
        const live = deployed(declared, stackOf(own));
        for (const principal of own) {
          for (const meant of visibilityOf(declared, principal).tables) {
            const table = live.tables.find((one) => one.database === meant.database && one.table === meant.table);
            const reads = table === undefined ? [] : [...readableColumns(live, principal.role, table)];
            expect(reads.sort()).to.deep.equal([...valuesSeen(meant)].sort());
          }
        }
        expect(compareGovernance(declared, stackOf(own), live)).to.deep.equal([]);
      }),
    );
  });

  it("shows nobody a personal value in plain", () => {
    fc.assert(
      fc.property(declarations, principals, (declared, own) => {
        const plain = own
          .flatMap((principal) => visibilityOf(declared, principal).tables)
          .flatMap(({ columns }) => columns)
          .filter(({ classification, seen }) => classification === "personal" && seen === "plain");
        expect(plain).to.deep.equal([]);
      }),
    );
  });

  it("finds every change of a column's tag that changes who reads it", () => {
    fc.assert(
      fc.property(
        declarations,
        principals,
        fc.nat(),
        fc.constantFrom(...sensitivities),
        (declared, own, pick, sensitivity) => {
          const live = deployed(declared, stackOf(own));
          const index = pick % live.tables.length;
          const tables = live.tables.map((table, at): LiveTable => {
            const names = Object.keys(table.columns);
            if (at !== index) return table;
            const { sensitivity: ofView } = declaredTables(declared)[index] ?? {};
            const changed = (ofView === undefined ? names.slice(0, 1) : names).map(
              (name) => [name, { ...table.columns[name], sensitivity }] as const,
            );
            return { ...table, columns: { ...table.columns, ...Object.fromEntries<Tags>(changed) } };
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
          expect(compareGovernance(declared, stackOf(own), changed).length === 0).to.equal(isSame);
        },
      ),
    );
  });

  it("opens no curated column further than each bundle that holds does, whatever their order", () => {
    fc.assert(
      fc.property(applied, (environments) => {
        const relations = curatedRelations(environments);
        const reversed = environments.map((one) => ({ ...one, bundles: [...one.bundles].reverse() }));
        const sorted = (all: typeof relations) => JSON.stringify(all.map(({ columns }) => [...columns].sort(byName)));
        expect(sorted(curatedRelations(reversed))).to.equal(sorted(relations));
        const [{ bundles } = { bundles: [] }] = environments;
        for (const { name, columns } of bundles.flatMap(({ views }) => views)) {
          const merged = relations.find((relation) => relation.name === name)?.columns ?? [];
          for (const column of columns) {
            const found = merged.find((one) => one.name === column.name)?.classification;
            expect(rank(found)).to.be.at.least(rank(column.classification));
          }
        }
      }),
    );
  });
});
