import { expect } from "chai";
import { askAsEach, type Asking } from "../../../../cli/governance/ask-as.ts";
import type { Principal } from "../../../../model/documents/deployment.ts";
import type { Visibility } from "../../../../model/governance/visibility.ts";
import { ProblemsError } from "../../../../model/validation/problem.ts";
import type { CatalogTable } from "../../../../aws/glue/catalog.ts";

const principal: Principal = {
  name: "bi",
  persona: "bi",
  role: "arn:aws:iam::000000000000:role/bi",
  domains: ["shop"],
};
const orders: CatalogTable = { database: "shop_curated", name: "orders", isView: false, text: "", columns: [] };
const visibility: Visibility = {
  principal,
  tables: [
    {
      ...{ database: "shop_curated", table: "orders", zone: "curated", domain: "shop" },
      columns: [
        { name: "day", classification: "internal", seen: "plain" },
        { name: "cost", classification: "confidential", seen: "hidden" },
      ],
    },
  ],
};

/** @param answers columns by selection; any other selection is denied */
const ask = async (answers: Readonly<Record<string, readonly string[]>>) => {
  const asked: string[] = [];
  const query = (sql: string) => {
    const selection = /^SELECT (.*) FROM "shop_curated"."orders" LIMIT 0$/.exec(sql)?.[1] ?? sql;
    asked.push(selection);
    const columns = answers[selection];
    if (columns === undefined) {
      const problem = { code: "QUERY_FAILED", place: "query 1", message: `Insufficient: ${selection}`, fix: "f" };
      return Promise.reject(new ProblemsError("query", [problem]));
    }
    const typed = columns.map((name) => ({ name, type: "varchar", precision: 0, scale: 0 }));
    return Promise.resolve({ queryId: "1", columns: typed, rows: [], truncated: false, seconds: 0, scannedBytes: 0 });
  };
  const asking: Asking = {
    athenaAs: () => Promise.resolve({ query }),
    visibilityOf: () => visibility,
    relations: [orders],
    signal: new AbortController().signal,
  };
  const [found] = await askAsEach([principal], asking);
  return { asked, codes: found?.findings.map(({ code }) => code), messages: found?.findings.map((one) => one.message) };
};

describe("asking as each principal", () => {
  it("asks for everything, and finds what is more than is meant", async () => {
    expect((await ask({ "*": ["day"] })).asked).to.deep.equal(["*"]);
    expect((await ask({ "*": ["day"] })).codes).to.deep.equal([]);
    expect((await ask({ "*": ["day", "cost"] })).codes).to.deep.equal(["ACCESS_ANSWER_MORE"]);
  });

  it("asks by name who is refused everything, for it may read a part of it", async () => {
    const { asked, codes } = await ask({ '"day"': ["day"] });
    expect(asked).to.deep.equal(["*", '"day"']);
    expect(codes).to.deep.equal([]);
  });

  it("finds what is less than is meant, with what the engine says of the columns", async () => {
    const { codes, messages } = await ask({});
    expect(codes).to.deep.equal(["ACCESS_ANSWER_LESS"]);
    expect(messages?.[0]).to.include('Insufficient: "day"');
  });
});
