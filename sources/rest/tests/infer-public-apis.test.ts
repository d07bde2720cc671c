import { expect } from "chai";
import { startSourceApis, type SourceApis } from "../../../tests/support/source-apis.ts";
import type { Draft } from "../../../sources/draft.ts";
import { bundleOfDraft, columnsIn, draft, settingsIn } from "./drafts.ts";
import type { Part } from "./items.ts";
import { runNight } from "./night.ts";
import { secrets, type PublicApi } from "./public-api.ts";

interface Place {
  /** Path and query below the API's address. */
  readonly path: string;
  readonly auth: Part;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a mark asks to correct. */
  readonly corrections?: Part;
  readonly rows: number;
  readonly paging: string;
  readonly key: string;
  readonly changedAt: string | undefined;
  /** A column about a person, and one with an exact type. */
  readonly personal?: string;
  readonly typed: readonly [name: string, type: string];
}

const secret = "demo";
const soql =
  "SELECT Id, Name, Amount, StageName, CloseDate, IsClosed, Account.Name, CreatedDate, SystemModstamp FROM Opportunity ORDER BY Id";

const places: Readonly<Record<PublicApi, Place>> = {
  github: {
    ...{ path: "/repos/acme/shop/issues?state=all&per_page=100", auth: { type: "bearer", secret } },
    ...{ headers: { Accept: "application/vnd.github+json" }, rows: 300, paging: "link-header" },
    ...{ key: "id", changedAt: "updated_at", personal: "user_login", typed: ["id", "bigint"] },
  },
  stripe: {
    ...{ path: "/v1/charges?limit=100", auth: { type: "basic", secret }, rows: 300, paging: "keyset" },
    ...{ key: "id", changedAt: undefined, personal: "billing_details_email", typed: ["amount", "int"] },
  },
  salesforce: {
    path: `/services/data/v62.0/query?q=${encodeURIComponent(soql)}`,
    auth: { type: "oauth2", secret, tokenPath: "/services/oauth2/token" },
    ...{ headers: { "Sforce-Query-Options": "batchSize=200" }, rows: 300, paging: "next-link" },
    ...{ key: "id", changedAt: "system_modstamp", typed: ["close_date", "date"] },
  },
  shopify: {
    path: "/admin/api/2025-01/orders.json?status=any&limit=250",
    auth: { type: "api-key", secret, name: "X-Shopify-Access-Token" },
    ...{ rows: 300, paging: "link-header", key: "id", changedAt: "updated_at" },
    ...{ personal: "customer_first_name", typed: ["created_at", "timestamp"] },
  },
  jira: {
    path: "/rest/api/3/search/jql?jql=project%20%3D%20SHOP%20ORDER%20BY%20key&maxResults=100&fields=summary,assignee,updated",
    auth: { type: "basic", secret },
    corrections: { paging: { type: "cursor", size: "maxResults", cursor: "nextPageToken", next: "$.nextPageToken" } },
    ...{ rows: 150, paging: "cursor", key: "id", changedAt: "fields_updated" },
    ...{ personal: "fields_assignee_display_name", typed: ["fields_updated", "timestamp"] },
  },
};

describe("a contract drafted from a public API", () => {
  let apis: SourceApis;
  before(async () => {
    apis = await startSourceApis();
  });
  after(async () => {
    await apis.close();
  });

  const draftOf = async (api: PublicApi): Promise<Draft> => {
    const address = `${apis.url}/apis/${api},run=infer`;
    const { path, auth, headers = {} } = places[api];
    return draft(`${address}${path}`, { address, auth, headers, secret: secrets[api] });
  };

  for (const api of Object.keys(places) as PublicApi[]) {
    const { corrections, rows, paging, key, changedAt, personal, typed } = places[api];

    it(`loads all of ${api}, with what its marks ask to correct`, async () => {
      const made = await draftOf(api);
      const bundle = bundleOfDraft(made, corrections);
      const nights = await runNight({ bundle, address: made.address, secret: secrets[api], clock: apis.clock });
      const outcomes = [...nights.values()].map(({ error, entry }) => [error, entry?.rows]);
      expect(outcomes).to.deep.equal([[undefined, rows]]);
      const marks = made.guesses.join("\n");
      if (corrections !== undefined) expect(marks).to.match(/^paging: .* is a guess$/m);
    });

    it(`guesses ${api}'s paging, key, time of change, types, and what is about people`, async () => {
      const made = await draftOf(api);
      const settings = settingsIn(made);
      expect(settings["lakehouseRequest"]).to.have.nested.property("paging.type", paging);
      expect(settings["lakehouseUpdatedAtColumn"]).to.equal(changedAt);
      const columns = columnsIn(made);
      expect(columns.filter(({ primaryKey }) => primaryKey === true).map(({ name }) => name)).to.deep.equal([key]);
      const [name, type] = typed;
      const column = columns.find((one) => one.name === name);
      expect(column?.physicalType ?? column?.logicalType).to.equal(type);
      const aboutPeople = columns.filter(({ classification }) => classification === "personal").map((one) => one.name);
      if (personal !== undefined) expect(aboutPeople).to.include(personal);
      expect(JSON.stringify(made)).to.not.contain(secrets[api]);
    });
  }
});
