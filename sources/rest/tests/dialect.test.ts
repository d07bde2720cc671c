import { expect } from "chai";
import { compileContracts } from "../../../model/contracts/compile.ts";
import { formatProblem } from "../../../model/validation/problem.ts";
import { contractKinds } from "../../../sources/index.ts";
import { itemsContract, sourcesText, type Part } from "./items.ts";

interface Texts {
  readonly auth?: unknown;
  /** Other members of the source's entry. */
  readonly source?: Part;
  readonly request?: unknown;
  readonly isWindowed?: boolean;
}

const problemsOf = ({ auth = { type: "none" }, source = {}, request = {}, isWindowed = false }: Texts): string => {
  const result = compileContracts(
    {
      sources: { file: "sources.yaml", text: sourcesText(auth as Part, source) },
      contracts: [{ file: "demo.items.odcs.yaml", text: itemsContract({ request: request as Part, isWindowed }) }],
    },
    contractKinds,
  );
  return "problems" in result ? result.problems.map(formatProblem).join("\n") : "";
};

type Wrong = readonly [title: string, texts: Texts, message: RegExp];

const inContract = (code: string, place: string, rest: string): RegExp =>
  new RegExp(
    `^${code} demo\\.items\\.odcs\\.yaml:\\d+ customProperties\\[\\d+\\]\\.value${place}: ${rest}.* Fix: .+\\.$`,
    "m",
  );
const inSources = (code: string, place: string, rest: string): RegExp =>
  new RegExp(`^${code} sources\\.yaml:\\d+ sources\\[0\\]${place}: ${rest}.* Fix: .+\\.$`, "m");

const requests: readonly Wrong[] = [
  ["a request that is text", { request: "all" }, inContract("CONTRACT_REQUEST", "", '"all" is not a request')],
  [
    "an unknown member",
    { request: { pages: 3 } },
    inContract("CONTRACT_REQUEST", "\\.pages", '"pages" is not allowed here'),
  ],
  [
    "an unknown paging",
    { request: { paging: { type: "seek" } } },
    inContract("CONTRACT_REQUEST", "\\.paging\\.type", '"seek" is not a type'),
  ],
  [
    "a paging without its type",
    { request: { paging: { limit: "n" } } },
    inContract("CONTRACT_REQUEST", "\\.paging", '"type" is missing'),
  ],
  [
    "a member of another paging",
    { request: { paging: { type: "page", cursor: "c" } } },
    inContract("CONTRACT_REQUEST", "\\.paging\\.cursor", '"cursor" is not allowed here'),
  ],
  [
    "a first page beyond 1",
    { request: { paging: { type: "page", first: 2 } } },
    inContract("CONTRACT_REQUEST", "\\.paging\\.first", "2 is not a whole number from 0 to 1"),
  ],
  [
    "a place that is no place",
    { request: { records: "data" } },
    inContract("CONTRACT_REQUEST", "\\.records", '"data" is not the place of the records'),
  ],
  [
    "a cursor's place within a list",
    { request: { paging: { type: "cursor", next: "$.a[0]" } } },
    inContract("CONTRACT_REQUEST", "\\.paging\\.next", '"\\$\\.a\\[0\\]" is not the place'),
  ],
  [
    "a parameter with a space",
    { request: { query: { "a b": "c" } } },
    inContract("CONTRACT_REQUEST", "\\.query\\.a b", '"a b" is not the name of a query parameter'),
  ],
  [
    "a parameter whose value is a number",
    { request: { query: { active: 1 } } },
    inContract("CONTRACT_REQUEST", "\\.query\\.active", "1 is not text; numbers in quotes"),
  ],
  [
    "an unknown format",
    { request: { format: "xml" } },
    inContract("CONTRACT_REQUEST", "\\.format", '"xml" is not one of json, ndjson, csv'),
  ],
  [
    "a delimiter of two signs",
    { request: { format: "csv", delimiter: "::" } },
    inContract("CONTRACT_REQUEST", "\\.delimiter", '"::" is not a comma'),
  ],
  [
    "an unknown total",
    { request: { total: { from: "footer" } } },
    inContract("CONTRACT_REQUEST", "\\.total\\.from", '"footer" is not a from'),
  ],
  [
    "a count without its path",
    { request: { total: { from: "count" } } },
    inContract("CONTRACT_REQUEST", "\\.total", '"path" is missing'),
  ],
  [
    "a range with a text",
    { request: { total: { from: "none", rows: { least: "1", most: 2 } } } },
    inContract("CONTRACT_REQUEST", "\\.total\\.rows\\.least", '"1" is not a whole number'),
  ],
  [
    "a window without parameters",
    { request: { window: { query: {} } } },
    inContract("CONTRACT_REQUEST", "\\.window\\.query", ""),
  ],
  [
    "an unknown form of times",
    { request: { window: { query: { a: "{since}" }, format: "iso" } } },
    inContract("CONTRACT_REQUEST", "\\.window\\.format", '"iso" is not one of instant, minute, date'),
  ],
  [
    "credentials in a header, without showing them",
    { request: { headers: { Authorization: "Bearer s3cret" } } },
    inContract(
      "CONTRACT_REQUEST",
      "\\.headers\\.Authorization",
      '"Authorization" is not the name of a header that may be stated; credentials belong in a secret',
    ),
  ],
  [
    "a header with a line break",
    { request: { headers: { "X-Note": "a\nb" } } },
    inContract("CONTRACT_REQUEST", "\\.headers\\.X-Note", ".* is not a line of text in ASCII"),
  ],
  [
    "a header that isn't ASCII",
    { request: { headers: { "X-Note": "Łódź" } } },
    inContract("CONTRACT_REQUEST", "\\.headers\\.X-Note", ".* is not a line of text in ASCII"),
  ],
];

const unfit = (message: string): RegExp => inContract("CONTRACT_REQUEST_UNFIT", "", message);

const contradictions: readonly Wrong[] = [
  [
    "a cursor in CSV",
    { request: { format: "csv", paging: { type: "cursor" }, total: { from: "none" } } },
    unfit("paging of type cursor is read from a JSON answer"),
  ],
  [
    "a total in the body of NDJSON",
    { request: { format: "ndjson" } },
    unfit("a total from the body is read from a JSON answer"),
  ],
  [
    "a word about more in NDJSON",
    { request: { format: "ndjson", paging: { type: "keyset", more: "$.more" }, total: { from: "none" } } },
    unfit("paging\\.more is read from a JSON answer"),
  ],
  [
    "a range the wrong way round",
    { request: { total: { from: "none", rows: { least: 9, most: 3 } } } },
    unfit("total\\.rows has least 9 and most 3"),
  ],
  [
    "a parameter that paging sets as well",
    { request: { query: { limit: "5" } } },
    unfit('the parameter "limit" is set by query and by paging of type offset'),
  ],
  [
    "a parameter that sort and query set",
    { request: { query: { sort: "a" }, sort: { sort: "id" } } },
    unfit('the parameter "sort" is set by query and by sort'),
  ],
  [
    "a window that never moves",
    { request: { window: { query: { day: "today" } } } },
    unfit('window\\.query has no "\\{since\\}"'),
  ],
  [
    "a window with an unknown end",
    { request: { window: { query: { from: "{since}", to: "{end}" } } } },
    unfit('window\\.query has "\\{end\\}"; a window has \\{since\\}, \\{until\\}, \\{last\\}'),
  ],
];

const sources: readonly Wrong[] = [
  ["no authentication at all", { auth: null }, inSources("SOURCE_FIELD_INVALID", "\\.auth", "the value is not a map")],
  [
    "a token where authentication belongs, without showing it",
    { auth: "s3cret" },
    inSources("SOURCE_FIELD_INVALID", "\\.auth", "the value is not a map"),
  ],
  [
    "a token where a secret's name belongs, without showing it",
    { auth: { type: "bearer", secret: "S3cret.s3cret" } },
    inSources("SOURCE_TOKEN_SECRET", "\\.auth\\.secret", "the value is not a secret's name"),
  ],
  [
    "a token where a type belongs, without showing it",
    { auth: { type: "Bearer s3cret" } },
    inSources(
      "SOURCE_FIELD_INVALID",
      "\\.auth\\.type",
      "the value is not a type of authentication; there are none, bearer",
    ),
  ],
  [
    "a token beside the secret, without showing it",
    { auth: { type: "bearer", secret: "demo", token: "s3cret" } },
    inSources("SOURCE_FIELD_UNKNOWN", "\\.auth\\.token", '"token" is not allowed here'),
  ],
  [
    "an authentication without its secret",
    { auth: { type: "basic" } },
    inSources("SOURCE_FIELD_MISSING", "\\.auth", '"secret" is missing'),
  ],
  [
    "an unknown authentication",
    { auth: { type: "digest", secret: "demo" } },
    inSources(
      "SOURCE_FIELD_INVALID",
      "\\.auth\\.type",
      "the value is not a type of authentication; there are none, bearer",
    ),
  ],
  [
    "an API key in the path",
    { auth: { type: "api-key", secret: "demo", in: "path" } },
    inSources("SOURCE_FIELD_INVALID", "\\.auth\\.in", '"path" is not one of header, query'),
  ],
  [
    "OAuth without a token path",
    { auth: { type: "oauth2", secret: "demo" } },
    inSources("SOURCE_FIELD_MISSING", "\\.auth", '"tokenPath" is missing'),
  ],
  [
    "OAuth with a URL as token path",
    { auth: { type: "oauth2", secret: "demo", tokenPath: "https://a.example/token" } },
    inSources("SOURCE_FIELD_INVALID", "\\.auth\\.tokenPath", '"https://a.example/token" is not a path'),
  ],
  [
    "a rotation of an API key",
    { auth: { type: "api-key", secret: "demo", rotation: { path: "/tokens" } } },
    inSources("SOURCE_FIELD_UNKNOWN", "\\.auth\\.rotation", '"rotation" is not allowed here'),
  ],
  [
    "a rate of no requests",
    { source: { rate: { requests: 0, perSeconds: 1 } } },
    inSources("SOURCE_FIELD_INVALID", "\\.rate\\.requests", "0 is not a whole number from 1"),
  ],
  [
    "a rate without a time",
    { source: { rate: { requests: 5 } } },
    inSources("SOURCE_FIELD_MISSING", "\\.rate", '"perSeconds" is missing'),
  ],
  [
    "a shared request with an unknown paging",
    { source: { request: { paging: { type: "seek" } } } },
    inSources("SOURCE_FIELD_INVALID", "\\.request\\.paging\\.type", '"seek" is not a type'),
  ],
  [
    "a shared request with an unknown member of a paging",
    { source: { request: { paging: { type: "none", size: "n" } } } },
    inSources("SOURCE_FIELD_UNKNOWN", "\\.request\\.paging\\.size", '"size" is not allowed here'),
  ],
  [
    "a shared request with a wrong place",
    { source: { request: { total: { from: "body", path: "total" } } } },
    inSources("SOURCE_FIELD_INVALID", "\\.request\\.total\\.path", '"total" is not the place'),
  ],
  [
    "a base URL, which belongs into a stack's config",
    { source: { baseUrl: "https://a.example" } },
    inSources("SOURCE_FIELD_UNKNOWN", "\\.baseUrl", '"baseUrl" is not allowed here'),
  ],
];

describe("the dialect of requests", () => {
  for (const [title, texts, message] of [...requests, ...contradictions, ...sources]) {
    it(`refuses ${title}`, () => {
      const problems = problemsOf(texts);
      expect(problems).to.match(message);
      expect(problems.toLowerCase()).to.not.contain("s3cret");
    });
  }

  it("shows every problem of a request at once", () => {
    const problems = problemsOf({
      request: { format: "xml", records: "data", sort: { a: 1 }, paging: { type: "seek" } },
    });
    expect(problems.split("\n")).to.have.length(4);
  });

  it("takes a contract's member for the source's, as a whole", () => {
    const shared = { paging: { type: "page", first: 0 }, total: { from: "none" } };
    const result = compileContracts(
      {
        sources: { file: "sources.yaml", text: sourcesText({ type: "none" }, { request: shared }) },
        contracts: [
          { file: "demo.items.odcs.yaml", text: itemsContract({ request: { paging: { type: "page", page: "p" } } }) },
        ],
      },
      contractKinds,
    );
    const [dataset] = "bundle" in result ? result.bundle.datasets : [];
    expect(dataset?.extraction.request).to.deep.include({
      paging: { type: "page", size: "per_page", page: "p", first: 1 },
      total: { from: "none" },
    });
  });
});
