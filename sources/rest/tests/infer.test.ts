import { expect } from "chai";
import { json, scriptedSource, status, type ScriptedSource } from "../../../tests/unit/lambdas/scripted-source.ts";
import { faultOf } from "../../../tests/unit/lambdas/rejection.ts";
import { startSourceApis, type SourceApis } from "../../../tests/support/source-apis.ts";
import { pathOf } from "../../../model/field-path.ts";
import { valueAt } from "../answer/members.ts";
import { combinationsOf, pagings, type Combination, type PagingName } from "./dimensions.ts";
import { bundleOfDraft, columnsIn, draft, settingsIn } from "./drafts.ts";
import { auths, expectedRows, landedRows, type Part } from "./items.ts";
import { runNight } from "./night.ts";

const sizes: Readonly<Record<PagingName, string>> = {
  ...{
    offset: "limit=10",
    page: "per_page=10",
    "page from 0": "per_page=10",
    cursor: "limit=10",
    "next-link": "limit=10",
  },
  ...{ "link-header": "per_page=10", keyset: "limit=10", none: "" },
};

/** What no answer without a place beside its records can tell, and the draft marks as a guess. */
const corrections = ({ paging, format }: Combination): Part => {
  if (format.hasEnvelope) return {};
  if (paging === "page from 0") return { paging: { type: "page", first: 0 } };
  return paging === "keyset" ? { paging: { type: "keyset" } } : {};
};

describe("a drafted contract", () => {
  let apis: SourceApis;
  let source: ScriptedSource | undefined;
  before(async () => {
    apis = await startSourceApis();
  });
  after(async () => {
    await apis.close();
  });
  afterEach(async () => {
    await source?.close();
    source = undefined;
  });

  let runs = 0;
  const urlOf = (way: string, query = ""): string => {
    runs += 1;
    const segment = [way, `run=infer${runs}`].filter((part) => part !== "").join(",");
    return `${apis.url}/ways/${segment}/items${query === "" ? "" : `?${query}`}`;
  };
  const scripted = async (document: unknown): Promise<string> => {
    source = await scriptedSource(json(document));
    return `${source.baseUrl}/v1/things`;
  };

  for (const paging of pagings) {
    it(`loads every row by paging ${paging.name}, whatever the total and format`, async () => {
      for (const combination of combinationsOf(paging)) {
        const way = `${combination.way},rows=105`;
        const made = await draft(urlOf(way, sizes[combination.paging]));
        const bundle = bundleOfDraft(made, corrections(combination));
        const nights = await runNight({ bundle, address: made.address, clock: apis.clock });
        expect(
          [...nights.values()].map(({ error, entry }) => [error, entry?.rows]),
          way,
        ).to.deep.equal([[undefined, 105]]);
        expect([...nights.values()].flatMap(landedRows), way).to.have.deep.members(expectedRows(way));
      }
    });
  }

  const columnsOf = async (way: string): Promise<readonly string[]> =>
    columnsIn(await draft(urlOf(way, "limit=100"))).map(
      ({ name, logicalType, physicalType, required, primaryKey, classification }) =>
        [
          name,
          physicalType ?? logicalType,
          required && "required",
          primaryKey && "key",
          classification !== "internal" && classification,
        ]
          .filter((part) => typeof part === "string")
          .join(" "),
    );

  it("has the types that hold every value of the sample, the key, and what is required", async () => {
    const json = [
      "id int required key",
      "name string required",
      "amount decimal(12,2) required",
      "updated_at timestamp required",
    ];
    expect((await columnsOf("")).slice(0, 4)).to.deep.equal(
      json.map((text) => text.replace("decimal(12,2)", "decimal(13,2)")),
    );
    expect(await columnsOf("ids=big,amount=text,rows=100")).to.deep.equal([
      "id bigint required key",
      "name string required",
      "amount string required",
      "updated_at timestamp required",
      "address_city string required",
      "address_postcode string required",
      "note string",
    ]);
    expect((await columnsOf("format=csv"))[0]).to.equal("id int required key");
  });

  it("says where nested fields are, and keeps a CSV's columns as they are called", async () => {
    const nested = columnsIn(await draft(urlOf(""))).find(({ name }) => name === "address_city");
    const flat = columnsIn(await draft(urlOf("format=csv"))).find(({ name }) => name === "address_city");
    expect([nested?.physicalName, flat?.physicalName]).to.deep.equal(["address.city", undefined]);
  });

  it("has a mark at each guess, and doesn't compile with them", async () => {
    const made = await draft(urlOf("total=none", "limit=10"));
    expect(settingsIn(made)["lakehouseGuessed"]).to.deep.equal(made.guesses);
    expect(made.guesses.join("\n"))
      .to.match(/^total: /m)
      .and.match(/^required: /m)
      .and.match(/^page size: /m);
  });

  it("marks columns about people, by name and by value", async () => {
    const person = {
      id: 1,
      email: "a@b.example",
      contact: "x@y.example",
      firstName: "Ada",
      customer: { name: "Ada", iban: "x" },
    };
    const place = await scripted({ data: [person, { ...person, id: 2 }] });
    const columns = columnsIn(await draft(place));
    const personal = columns.filter(({ classification }) => classification === "personal").map(({ name }) => name);
    expect(personal).to.deep.equal(["email", "contact", "first_name", "customer_name", "customer_iban"]);
    const marked = columns.filter(({ customProperties }) => customProperties !== undefined).map(({ name }) => name);
    expect(marked).to.deep.equal(["id", ...personal]);
  });

  it("reads fields with odd names, each by a column of its own", async () => {
    const odd = {
      ...{
        id: 1,
        "a.b": "dot",
        "first name": "space",
        Straße: "umlaut",
        select: "reserved",
        "123": "digits",
        "🚲": "picture",
      },
      ...{
        userId: "camel",
        user_id: "snake",
        _hidden: "underscore",
        "back\\slash": "backslash",
        "x.y": { "z.w": "inside" },
      },
      ["long".repeat(30)]: "long",
      [`${"long".repeat(30)}er`]: "longer",
    };
    const place = await scripted({ data: [odd] });
    const bundle = bundleOfDraft(await draft(place), { paging: { type: "none" }, total: { from: "none" } });
    const [compiled] = bundle.datasets;
    const read = (compiled?.columns ?? []).map((column) => valueAt(odd, pathOf(column)));
    expect(read).to.have.members([
      ...[1, "dot", "space", "umlaut", "reserved", "digits", "picture", "camel", "snake", "underscore", "backslash"],
      ...["inside", "long", "longer"],
    ]);
    const names = (compiled?.columns ?? []).map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    expect(names).to.include.members(["a_b", "first_name", "f_123", "user_id", "user_id_2", "hidden", "x_y_z_w"]);
  });

  it("leaves out lists, and names that no column can read", async () => {
    const place = await scripted([{ id: 1, ID: "one", tags: [], lines: [{ a: 1 }], "": "nameless" }]);
    const made = await draft(place);
    expect([...made.leftOut].sort()).to.deep.equal(["", "ID", "lines", "tags"]);
    expect(bundleOfDraft(made).datasets[0]?.columns.map(({ name }) => name)).to.deep.equal(["id"]);
  });

  it("has decimals for numbers with fractions, doubles for very small ones, and text for mixed ones", async () => {
    const place = await scripted([
      { id: 1, price: 1.5, ratio: 1e-9, mixed: 1, gone: null, big: 20_000_000 },
      { id: 2, price: 12.25, ratio: 0.5, mixed: "a", gone: null, big: 1 },
    ]);
    const types = columnsIn(await draft(place)).map(({ name, logicalType, physicalType }) => [
      name,
      physicalType ?? logicalType,
    ]);
    expect(Object.fromEntries(types)).to.deep.equal({
      ...{ id: "int", price: "decimal(10,2)", ratio: "double", mixed: "string", gone: "string", big: "bigint" },
    });
  });

  type Refused = readonly [
    title: string,
    place: () => Promise<string> | string,
    options: Parameters<typeof draft>[1],
    message: RegExp,
  ];
  const { bearer, basic, "oauth2-body": oauth2 } = auths;
  const refused: readonly Refused[] = [
    [
      "an empty list",
      () => urlOf("rows=0"),
      {},
      /^SAMPLE_UNUSABLE .*items: the list at \$\.data\[\*\] is empty. Fix: name a URL that answers with records/,
    ],
    ["an empty CSV", () => urlOf("rows=0,format=csv"), {}, /^SAMPLE_UNUSABLE .* is empty/],
    [
      "a web page",
      () => urlOf("fault=html-login"),
      {},
      /^SAMPLE_UNUSABLE .*no list of records in JSON, NDJSON, or CSV. Fix: name the URL/,
    ],
    ["an error with status 200", () => urlOf("fault=error-200"), {}, /^SAMPLE_UNUSABLE/],
    ["text that is nothing", async () => scripted("hello"), {}, /^SAMPLE_UNUSABLE/],
    ["an answer that ends in the middle", () => urlOf("fault=truncated"), {}, /^SAMPLE_UNUSABLE/],
    [
      "a URL that doesn't exist",
      () => `${urlOf("")}/nowhere`,
      {},
      /^SOURCE_HTTP_404 .* Fix: compare the URL, its parameters, and the headers with the API's documentation/,
    ],
    ["a parameter that the API refuses", () => urlOf("", "n=1"), {}, /^SOURCE_HTTP_400 .* Fix: compare the URL/],
    [
      "an API that asks who is asking",
      () => urlOf("auth=bearer"),
      {},
      /^SOURCE_UNAUTHORIZED .* Fix: say how the API knows who is asking, with --auth/,
    ],
    [
      "a wrong token",
      () => urlOf("auth=bearer"),
      { auth: bearer.said, secret: "not-that-one" },
      /^SOURCE_UNAUTHORIZED .*the credentials in LAKEHOUSE_TOKEN. Fix: set LAKEHOUSE_TOKEN/,
    ],
    [
      "a wrong client",
      () => urlOf("auth=oauth2"),
      { auth: oauth2.said, secret: "a:not-that-one" },
      /^SOURCE_TOKEN_REFUSED .* Fix: set LAKEHOUSE_TOKEN/,
    ],
    [
      "credentials without their two halves",
      () => urlOf("auth=basic"),
      { auth: basic.said, secret: "not-that-one" },
      /^SECRET_FORM_WRONG LAKEHOUSE_TOKEN: .* Fix: set LAKEHOUSE_TOKEN/,
    ],
    ["a redirect", () => urlOf("fault=redirect"), {}, /^SOURCE_REDIRECTED .*elsewhere\.invalid/],
    [
      "a URL that isn't below the address",
      () => urlOf(""),
      { address: "https://api.example.com" },
      /^OPTION_INVALID --address: /,
    ],
    ["a URL without a path", () => apis.url, {}, /^OPTION_INVALID --address: the URL has no path/],
  ];
  for (const [title, place, options = {}, message] of refused) {
    it(`is not made of ${title}`, async () => {
      const fault = await faultOf(draft(await place(), options));
      expect(fault.message).to.match(message).and.not.contain("not-that-one");
    });
  }

  it("is not made of an API that always fails", async () => {
    source = await scriptedSource(status(500));
    const fault = await faultOf(draft(`${source.baseUrl}/v1/things`, { timeoutSeconds: 0.2 }));
    expect(fault.message).to.match(/^SOURCE_HTTP_500 /);
  });
});
