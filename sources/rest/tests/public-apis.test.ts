import { expect } from "chai";
import { orderId } from "../../../sandbox/source/api/public/shopify-orders.ts";
import { githubIssue } from "../../../sandbox/source/api/public/github-issues.ts";
import { issueId, issueUpdatedAt } from "../../../sandbox/source/api/public/jira-issues.ts";
import { updatedAt } from "../../../sandbox/source/api/public/moments.ts";
import { opportunityId } from "../../../sandbox/source/api/public/salesforce-opportunities.ts";
import { chargeId, chargedAt } from "../../../sandbox/source/api/public/stripe-charges.ts";
import { pathOf } from "../../../model/field-path.ts";
import { startSourceApis, type SourceApis } from "../../../tests/support/source-apis.ts";
import { valueAt } from "../answer/members.ts";
import type { Night } from "./night.ts";
import { apiNight, bundleOf, secrets, type ApiNight, type PublicApi } from "./public-api.ts";

const rows = 300;
const apiNames = Object.keys(secrets) as PublicApi[];

interface Dataset {
  readonly api: PublicApi;
  readonly name: string;
  readonly idOf: (row: number) => string;
  /** Epoch milliseconds. */
  readonly changedAt: (row: number) => number;
  /** How the window is asked for: `open` has no end, `none` is no window. */
  readonly window: "exact" | "open" | "none";
}

const datasets: readonly Dataset[] = [
  {
    api: "github",
    name: "issues",
    idOf: (row) => githubIssue(row, "").id.toString(),
    changedAt: updatedAt,
    window: "open",
  },
  { api: "stripe", name: "charges", idOf: chargeId, changedAt: (row) => chargedAt(row) * 1000, window: "none" },
  { api: "salesforce", name: "opportunities", idOf: opportunityId, changedAt: updatedAt, window: "exact" },
  { api: "shopify", name: "orders", idOf: (row) => orderId(row).toString(), changedAt: updatedAt, window: "exact" },
  { api: "jira", name: "issues", idOf: (row) => issueId(row).toString(), changedAt: issueUpdatedAt, window: "exact" },
  {
    api: "jira",
    name: "old_issues",
    idOf: (row) => issueId(row).toString(),
    changedAt: issueUpdatedAt,
    window: "exact",
  },
];

interface Span {
  readonly since: string;
  readonly until: string;
}

const all: Span = { since: "2025-12-01T00:00:00.000Z", until: "2026-06-01T00:00:00.000Z" };
const first: Span = { since: "2026-01-20T00:00:00.000Z", until: "2026-01-21T00:00:00.000Z" };
const second: Span = { since: "2026-01-21T00:00:00.000Z", until: "2026-01-22T00:00:00.000Z" };

const idsIn = ({ idOf, changedAt, window }: Dataset, { since, until }: Span): readonly string[] =>
  Array.from({ length: rows }, (_, row) => row)
    .filter((row) => window === "none" || changedAt(row) >= Date.parse(since))
    .filter((row) => window !== "exact" || changedAt(row) < Date.parse(until))
    .map(idOf);

const keysOf = (api: PublicApi): string => (api === "salesforce" ? "Id" : "id");
const idsOf = (api: PublicApi, { records }: Night): readonly string[] =>
  records.map((record) => String(valueAt(record, [keysOf(api)])));

describe("nights of public APIs", () => {
  let apis: SourceApis;
  before(async () => {
    apis = await startSourceApis();
  });
  after(async () => {
    await apis.close();
  });

  const nightOf = async ({ api, name }: Pick<Dataset, "api" | "name">, options: ApiNight): Promise<Night> => {
    const night = (await apiNight(apis, api, options)).get(name);
    if (night === undefined) throw new Error(`${api} has no ${name}`);
    return night;
  };

  const loads = async (dataset: Dataset, window: Span, way?: string): Promise<Night> => {
    const night = await nightOf(dataset, { window, ...(way !== undefined && { way }) });
    expect(night.error).to.equal(undefined);
    expect(idsOf(dataset.api, night)).to.have.members(idsIn(dataset, window)).and.not.be.empty;
    expect(night.entry?.rows).to.equal(night.records.length);
    return night;
  };

  for (const dataset of datasets) {
    const { api, name } = dataset;
    it(`load all of ${api}'s ${name}, each once`, async () => {
      const { records } = await loads(dataset, all);
      expect(records).to.have.length(rows);
    });

    it(`find every column of ${api}'s ${name} in some record`, async () => {
      const { records, dataset: compiled } = await loads(dataset, all);
      for (const column of compiled.columns) {
        const values = records.map((record) => valueAt(record, pathOf(column)) ?? null);
        expect(
          values.some((value) => value !== null),
          column.name,
        ).to.equal(true);
        if (column.required) expect(values, column.name).to.not.include(null);
      }
    });

    it(`load the changes of each of two nights of ${api}'s ${name}`, async () => {
      const nights = [await loads(dataset, first), await loads(dataset, second)];
      const ids = nights.flatMap((night) => idsOf(api, night));
      if (dataset.window === "exact") expect(new Set(ids).size).to.equal(ids.length);
    });
  }

  for (const dataset of datasets.filter(({ window }) => window === "exact")) {
    it(`load a change in the instant between two nights of ${dataset.api}'s ${dataset.name} once`, async () => {
      // Jira's queries name whole minutes
      const step = dataset.api === "jira" ? 60_000 : 1;
      const at = Math.floor(dataset.changedAt(150) / step) * step;
      const instant = (time: number): string => new Date(time).toISOString();
      const before = await nightOf(dataset, { window: { since: instant(at - 86_400_000), until: instant(at) } });
      const after = await nightOf(dataset, { window: { since: instant(at), until: instant(at + 86_400_000) } });
      expect(idsOf(dataset.api, before)).to.not.include(dataset.idOf(150));
      expect(idsOf(dataset.api, after)).to.include(dataset.idOf(150));
    });
  }

  it("load Stripe's charges of a night by the seconds in which they were made", async () => {
    const bundle = bundleOf("stripe", (text) =>
      text
        .replace("value: replace", "value: append\n  - property: lakehouseWindowColumn\n    value: created")
        .replace(
          "        logicalType: integer\n        physicalType: bigint\n        required: true\n        classification: internal\n        customProperties:\n          - property: lakehouseUnit\n            value: s\n",
          "        logicalType: timestamp\n        required: true\n        classification: internal\n",
        )
        .replace(
          "  - property: lakehouseWriteMode",
          '  - property: lakehouseRequest\n    value:\n      window: { query: { "created[gte]": "{since}", "created[lt]": "{until}" }, format: epoch-seconds }\n  - property: lakehouseWriteMode',
        ),
    );
    const dataset = {
      api: "stripe",
      name: "charges",
      idOf: chargeId,
      changedAt: (row: number) => chargedAt(row) * 1000,
      window: "exact",
    } as const;
    for (const window of [first, second, all]) {
      const night = await nightOf(dataset, { window, bundle });
      expect(night.error).to.equal(undefined);
      expect(idsOf("stripe", night)).to.have.members(idsIn(dataset, window));
    }
  });

  const limits: Readonly<Record<PublicApi, string>> = {
    github: "rate=2:20",
    stripe: "rate=2:1",
    salesforce: "rate=9:20",
    shopify: "rate=2:4",
    jira: "rate=2:5",
  };
  for (const dataset of datasets.filter(({ api }) => api !== "salesforce")) {
    it(`load all of ${dataset.api}'s ${dataset.name} within limits of calls`, async () => {
      const { slept } = await loads(dataset, all, `rows=${rows},${limits[dataset.api]}`);
      expect(slept).to.not.be.empty;
    });
  }

  it("fail when GitHub is told by an offset where to begin, which it ignores", async () => {
    const bundle = bundleOf("github", (text) =>
      text.replace("{ type: link-header, size: per_page }", "{ type: offset, limit: per_page, offset: skip }"),
    );
    const { error } = await nightOf({ api: "github", name: "issues" }, { window: all, bundle });
    expect(error).to.match(/PAGING_ENDLESS .* page 1: .*paging has no effect\. Fix: compare paging/);
  });

  it("fail when GitHub's hourly limit is used up, until which it would take too long to wait", async () => {
    const { error } = await nightOf({ api: "github", name: "issues" }, { window: all, way: "quota=4" });
    expect(error).to.match(/WALK_FAILED .*SOURCE_HTTP_403 .* Fix: .*rate/);
  });

  it("fail when Salesforce's daily limit is used up", async () => {
    const { error } = await nightOf({ api: "salesforce", name: "opportunities" }, { window: all, way: "rate=2:20" });
    expect(error).to.contain("SOURCE_HTTP_403").and.contain("run ");
  });

  it("load all of Salesforce's opportunities though a session ends during the night", async () => {
    const night = await nightOf(
      { api: "salesforce", name: "opportunities" },
      {
        window: all,
        way: `rows=${rows},expires=60`,
        betweenPagesAndReconciliation: () => {
          apis.clock.now += 61_000;
        },
      },
    );
    expect([night.error, night.records.length]).to.deep.equal([undefined, rows]);
  });

  for (const api of apiNames) {
    it(`fail with ${api} when the secret is wrong, without telling it`, async () => {
      const wrong = "nobody:may-see-this-value";
      const nights = await apiNight(apis, api, { window: all, secret: wrong });
      for (const { error, entry } of nights.values()) {
        expect(error).to.match(/(^|: )SOURCE_(UNAUTHORIZED|TOKEN_REFUSED) .* Fix: .*lakehouse secret set/);
        expect(error).to.not.contain("may-see-this-value");
        expect(entry).to.equal(undefined);
      }
    });
  }
});
