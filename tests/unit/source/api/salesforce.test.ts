import { expect } from "chai";
import { credentials } from "../../../../sandbox/source/api/credentials.ts";
import { basic, bearer, startSourceApis, type Reply, type SourceApis } from "../../../support/source-apis.ts";

interface Batch {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly (Readonly<Record<string, unknown>> & { readonly Id: string })[];
}

const batch = (reply: Reply): Batch => reply.json() as Batch;
const client = { client_id: credentials.salesforce.id, client_secret: credentials.salesforce.secret };

describe("Salesforce in the demo source", () => {
  const api = "/apis/salesforce,rows=450";
  let apis: SourceApis;
  let token = "";

  const askToken = (fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> =>
    apis.call(`${api}/services/oauth2/token`, { method: "POST", headers, body: new URLSearchParams(fields) });
  const login = async (): Promise<string> =>
    ((await askToken({ grant_type: "client_credentials", ...client })).json() as { access_token: string }).access_token;

  beforeEach(async () => {
    apis = await startSourceApis();
    token = await login();
  });
  afterEach(() => apis.close());

  const query = (soql: string, headers: Record<string, string> = {}): Promise<Reply> =>
    apis.call(`${api}/services/data/v62.0/query?q=${encodeURIComponent(soql)}`, {
      headers: { ...bearer(token), ...headers },
    });
  const refusal = async (soql: string): Promise<string> => {
    const reply = await query(soql);
    expect(reply.status, soql).to.equal(400);
    const [error] = reply.json() as readonly { errorCode: string; message: string }[];
    return `${error?.errorCode ?? ""} ${error?.message ?? ""}`;
  };

  it("gives tokens to its client, named in the body or in the header, without saying when they end", async () => {
    const reply = await askToken({ grant_type: "client_credentials", ...client });
    expect(reply.json()).to.include({ token_type: "Bearer", scope: "api", instance_url: `${apis.url}${api}` });
    expect(reply.json()).not.to.have.property("expires_in");
    const header = basic(client.client_id, client.client_secret);
    expect((await askToken({ grant_type: "client_credentials" }, header)).status).to.equal(200);
    const errors = [
      await askToken({ grant_type: "client_credentials", ...client, client_id: "stranger" }),
      await askToken({ grant_type: "client_credentials", ...client, client_secret: "wrong" }),
      await askToken({ grant_type: "magic", ...client }),
    ];
    expect(errors.map((error) => [error.status, (error.json() as { error: string }).error])).to.deep.equal([
      [400, "invalid_client_id"],
      [400, "invalid_client"],
      [400, "unsupported_grant_type"],
    ]);
  });

  it("answers all results in one batch with attributes and nested objects", async () => {
    const reply = await query(
      "SELECT Id, Name, Amount, Account.Name, SystemModstamp FROM Opportunity ORDER BY Id LIMIT 3",
    );
    const { totalSize, done, records } = batch(reply);
    expect([totalSize, done, records.length]).to.deep.equal([3, true, 3]);
    const [first] = records;
    expect(first).to.have.nested.property("attributes.type", "Opportunity");
    expect(first).to.have.nested.property("Account.attributes.type", "Account");
    expect(first?.["SystemModstamp"]).to.match(/^2026-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.000\+0000$/);
    expect(reply.text).to.match(/"Amount":(\d+\.\d{2}|null)/);
  });

  it("answers batches of the asked size, which has bounds, and leads to the next one by a path", async () => {
    const soql = "select id from opportunity order by SystemModstamp, Id";
    const ids: string[] = [];
    const sizes: number[] = [];
    let reply = await query(soql, { "sforce-query-options": "batchSize=50" });
    for (;;) {
      const { records, nextRecordsUrl: next, done, totalSize } = batch(reply);
      ids.push(...records.map(({ Id }) => Id));
      sizes.push(records.length);
      expect([totalSize, done]).to.deep.equal([450, next === undefined]);
      if (next === undefined) break;
      expect(next).to.match(/^\/apis\/salesforce,rows=450\/services\/data\/v62\.0\/query\/01g\w{15}-\d+$/);
      reply = await apis.call(next, { headers: bearer(token) });
    }
    expect(sizes).to.deep.equal([200, 200, 50]);
    expect(new Set(ids).size).to.equal(450);
    expect(batch(await query(soql, { "sforce-query-options": "batchSize=9000" })).records).to.have.length(450);
  });

  it("selects by windows of time, joined with other comparisons", async () => {
    const all = batch(
      await query("SELECT Id, SystemModstamp, IsClosed FROM Opportunity ORDER BY SystemModstamp, Id"),
    ).records;
    const time = (record: Batch["records"][number]): number => Date.parse(String(record["SystemModstamp"]));
    const [since, until] = [Date.parse("2026-01-10T00:00:00Z"), Date.parse("2026-01-20T00:00:00Z")];
    const where = "SystemModstamp >= 2026-01-10T00:00:00.000Z AND SystemModstamp < 2026-01-20T00:00:00Z";
    const some = batch(
      await query(`SELECT Id FROM Opportunity WHERE ${where} AND IsClosed = true ORDER BY SystemModstamp, Id`),
    );
    const expected = all.filter(
      (record) => time(record) >= since && time(record) < until && record["IsClosed"] === true,
    );
    expect(some.records.map(({ Id }) => Id)).to.deep.equal(expected.map(({ Id }) => Id));
    expect(some.totalSize).to.be.greaterThan(5);
    const count = batch(await query(`SELECT COUNT() FROM Opportunity WHERE ${where}`));
    expect(count).to.deep.equal({
      totalSize: all.filter((record) => time(record) >= since && time(record) < until).length,
      done: true,
      records: [],
    });
  });

  it("has no order unless one is asked for", async () => {
    const ids = async (): Promise<string[]> =>
      batch(await query("SELECT Id FROM Opportunity")).records.map(({ Id }) => Id);
    const [one, other] = [await ids(), await ids()];
    expect(one).not.to.deep.equal(other);
    expect(one.toSorted()).to.deep.equal(other.toSorted());
  });

  it("refuses what the demo's SOQL doesn't have, with the service's codes", async () => {
    expect(await refusal("")).to.match(/^MALFORMED_QUERY/);
    expect(await refusal("SELECT FROM Opportunity")).to.match(/^INVALID_FIELD No such column 'FROM'/);
    expect(await refusal("SELECT Id, Size FROM Opportunity")).to.equal(
      "INVALID_FIELD No such column 'Size' on entity 'Opportunity'.",
    );
    expect(await refusal("SELECT Id FROM Wishes")).to.equal("INVALID_TYPE sObject type 'Wishes' is not supported.");
    expect(await refusal("SELECT Id FROM Opportunity WHERE SystemModstamp >= '2026-01-10T00:00:00Z'")).to.match(
      /must be of type dateTime and should not be enclosed in quotes$/,
    );
    expect(await refusal("SELECT Id FROM Opportunity WHERE SystemModstamp >= 2026-01-10")).to.match(
      /must be of type dateTime$/,
    );
    expect(await refusal("SELECT Id FROM Opportunity WHERE StageName = Won")).to.match(/should be enclosed in quotes$/);
    expect(await refusal("SELECT Id FROM Opportunity WHERE Amount > 1 OR Amount < 0")).to.equal(
      "MALFORMED_QUERY unexpected token: 'OR'",
    );
    expect(await refusal("SELECT Id FROM Opportunity; DROP")).to.match(/^MALFORMED_QUERY/);
  });

  it("refuses unknown locators, tokens and versions", async () => {
    const call = async (path: string, own = token): Promise<readonly [number, string | undefined]> => {
      const reply = await apis.call(`${api}${path}`, { headers: bearer(own) });
      return [reply.status, (reply.json() as readonly { errorCode: string }[])[0]?.errorCode];
    };
    expect(await call("/services/data/v62.0/query/01g000000000000000-200")).to.deep.equal([
      400,
      "INVALID_QUERY_LOCATOR",
    ]);
    expect(await call("/services/data/v62.0/query?q=x", "stranger")).to.deep.equal([401, "INVALID_SESSION_ID"]);
    expect(await call("/services/data/v1.0/query?q=x")).to.deep.equal([404, "NOT_FOUND"]);
  });

  it("ends a session after its time, and with it the results that it hasn't answered yet", async () => {
    const soql = "SELECT Id FROM Opportunity ORDER BY Id";
    const next = batch(await query(soql, { "sforce-query-options": "batchSize=200" })).nextRecordsUrl ?? "";
    apis.clock.now += 7_200_000;
    expect((await query(soql)).status).to.equal(401);
    token = await login();
    expect((await query(soql)).status).to.equal(200);
    expect((await apis.call(next, { headers: bearer(token) })).status).to.equal(401);
  });
});
