import { expect } from "chai";
import { startSourceApis, type SourceApis } from "../../../tests/support/source-apis.ts";
import { kindOf } from "../../../sources/index.ts";
import type { ProbeFinding } from "../../../sources/probe.ts";
import type { Bundle } from "../../../model/documents/contract-bundle.ts";
import type { Window } from "../../../model/documents/values.ts";
import { combinationsOf, pagings } from "./dimensions.ts";
import { auths, itemsContract, sourcesText, wayOf, type ItemsNight } from "./items.ts";
import { compiled } from "./night.ts";
import { bundleOf, secrets, type PublicApi } from "./public-api.ts";

const january: Window = { since: "2026-01-01T00:00:00.000Z", until: "2026-02-01T00:00:00.000Z" };

interface Probed extends ItemsNight {
  readonly change?: (contract: string) => string;
}

const faultsOf = (findings: readonly ProbeFinding[]): readonly ProbeFinding[] =>
  findings.filter(({ state }) => state === "FAULT");

describe("a test of a source", () => {
  let apis: SourceApis;
  before(async () => {
    apis = await startSourceApis();
  });
  after(async () => {
    await apis.close();
  });

  const ask = async (
    bundle: Bundle,
    address: string,
    secret: string,
    window: Window,
  ): Promise<readonly ProbeFinding[]> => {
    const [source] = bundle.sources;
    const [dataset] = bundle.datasets;
    if (source === undefined || dataset === undefined) throw new Error("the contracts have no dataset");
    const { clock } = apis;
    const sleep = (milliseconds: number): Promise<void> => {
      clock.now += milliseconds;
      return Promise.resolve();
    };
    const request = { source, dataset, window, location: { address, secretId: "demo" }, deadline: clock.now + 60_000 };
    return kindOf(source.kind).probe(request, {
      readSecret: () => Promise.resolve(secret),
      takeFromRate: () => Promise.resolve(),
      timeoutSeconds: 5,
      clock: { now: () => clock.now, random: () => 0.5, sleep },
    });
  };

  const probe = async (options: Probed): Promise<readonly ProbeFinding[]> => {
    const { auth = "none", window = january, change = (text: string): string => text } = options;
    const { said, secret } = auths[auth];
    const bundle = compiled(sourcesText(said), change(itemsContract({ isWindowed: true, ...options })));
    return ask(bundle, `${apis.url}/ways/${wayOf(options)}`, options.secret ?? secret, window);
  };

  for (const paging of pagings) {
    it(`finds nothing wrong where paging ${paging.name} is as the contract says`, async () => {
      for (const { way, request } of combinationsOf(paging)) {
        const findings = await probe({ way: `${way},rows=105`, request });
        expect(
          findings.map(({ state }) => state),
          way,
        ).to.deep.equal(findings.map(() => "OK"));
        const tested = [...new Set(findings.map(({ about }) => about))];
        expect(tested, way).to.include.members(["answer", "total", "first page", "order", "window"]);
      }
    });
  }

  it("finds nothing wrong with credentials of each kind", async () => {
    for (const auth of Object.keys(auths) as (keyof typeof auths)[]) {
      expect(faultsOf(await probe({ way: "", auth })), auth).to.deep.equal([]);
    }
  });

  for (const api of Object.keys(secrets) as PublicApi[]) {
    it(`finds nothing wrong with ${api}`, async () => {
      const window = { since: "2025-12-01T00:00:00.000Z", until: "2026-06-01T00:00:00.000Z" };
      const findings = await ask(bundleOf(api), `${apis.url}/apis/${api}`, secrets[api], window);
      expect(faultsOf(findings)).to.deep.equal([]);
    });
  }

  type Wrong = readonly [title: string, options: Probed, about: string, message: RegExp, fix: RegExp];
  const page = { paging: { type: "page" } };
  const none = { total: { from: "none" } };
  const cursor = { paging: { type: "cursor" } };
  const wrong: readonly Wrong[] = [
    [
      "credentials that are refused",
      { way: "", auth: "bearer", secret: "wrong-token" },
      "answer",
      /^SOURCE_UNAUTHORIZED .*secret demo/,
      /lakehouse secret set/,
    ],
    [
      "a secret without its two halves",
      { way: "", auth: "basic", secret: "wrong" },
      "answer",
      /^SECRET_FORM_WRONG/,
      /secret set/,
    ],
    [
      "a client that gets no token",
      { way: "", auth: "oauth2-body", secret: "demo-client:wrong" },
      "answer",
      /^SOURCE_TOKEN_REFUSED .*invalid_client/,
      /secret set/,
    ],
    [
      "a limit that is cut",
      { way: "cap=7" },
      "first page",
      /^7 rows of 10 requested, though there are 100/,
      /lakehousePageSize to 7/,
    ],
    [
      "a page size that is cut without a word",
      { way: "paging=page,fault=capped", request: page },
      "first page",
      /^5 rows of 10 requested/,
      /lakehousePageSize to 5/,
    ],
    [
      "rows outside of the window",
      { way: "fault=ignores-window", window: { since: "2026-01-02T00:00:00.000Z", until: "2026-01-03T00:00:00.000Z" } },
      "window",
      /^10 rows of 10 are outside of 2026-01-02/,
      /request\.window/,
    ],
    [
      "a window that is too wide",
      { way: "fault=wide-window", window: { since: "2026-01-03T00:00:00.000Z", until: "2026-01-04T00:00:00.000Z" } },
      "window",
      /are outside of 2026-01-03/,
      /request\.window/,
    ],
    [
      "a window that doesn't matter, though all rows are in it",
      { way: "fault=ignores-window,rows=24" },
      "window",
      /a day of 1980 has rows too/,
      /request\.window/,
    ],
    ["another order at every call", { way: "fault=shuffle" }, "order", /another order/, /request\.sort/],
    [
      "an order that has to be asked for",
      { way: "paging=cursor,sort=optional", request: cursor },
      "order",
      /another order/,
      /request\.sort/,
    ],
    [
      "a total that is too small",
      { way: "fault=total-stale" },
      "last page",
      /^expected 7 rows by the total, got 10/,
      /total that counts every row/,
    ],
    [
      "a total that is too small by whole pages",
      { way: "fault=total-capped" },
      "last page",
      /rows after the 50 of the total/,
      /total that counts every row/,
    ],
    [
      "a total that isn't there",
      { way: "total=none" },
      "answer",
      /^SOURCE_ANSWER_UNEXPECTED .*whole number at \$\.total/,
      /request/,
    ],
    [
      "a total that is no number",
      { way: "total=header,fault=header-total-text", request: { total: { from: "header" } } },
      "answer",
      /^SOURCE_TOTAL_MISSING/,
      /request/,
    ],
    [
      "a cursor that leads back",
      { way: "paging=cursor,total=none,fault=cursor-loops", request: { ...cursor, ...none } },
      "next page",
      /begins like the first/,
      /request\.paging/,
    ],
    [
      "a link to another host",
      {
        way: "paging=next-link,total=none,fault=next-link-elsewhere",
        request: { paging: { type: "next-link", size: "limit" }, ...none },
      },
      "next page",
      /^NEXT_LINK_ELSEWHERE/,
      /base URL/,
    ],
    [
      "a page that begins with the key before it",
      {
        way: "paging=keyset,total=none,fault=keyset-repeats",
        request: { paging: { type: "keyset", more: "$.has_more" }, ...none },
      },
      "next page",
      /begins with the record/,
      /paging\.after/,
    ],
    [
      "a field that the contract requires and no record has",
      {
        way: "",
        change: (text) =>
          text.replace("- name: name", "- name: label").replace(/(- name: label[^-]*required: )false/, "$1true"),
      },
      "fields",
      /^no record has label, required/,
      /physicalName/,
    ],
    [
      "CSV without a header",
      { way: "format=csv,total=none,fault=csv-header-missing", request: { format: "csv", ...none } },
      "fields",
      /^no record has id/,
      /physicalName/,
    ],
    ["a login page", { way: "fault=html-login" }, "answer", /^SOURCE_BODY_INVALID/, /again/],
    [
      "a parameter that the source doesn't know",
      { way: "", request: { query: { state: "all" } } },
      "answer",
      /^SOURCE_HTTP_400/,
      /path/,
    ],
    ["a last page that fails", { way: "fault=500,at=10" }, "last page", /^SOURCE_HTTP_500/, /rate/],
  ];
  for (const [title, options, about, message, fix] of wrong) {
    it(`finds ${title}, and says what to do`, async () => {
      const found = faultsOf(await probe(options)).filter((finding) => finding.about === about);
      expect(found.map((finding) => finding.message).join("\n")).to.match(message);
      for (const finding of found) expect(finding.fix).to.match(fix);
      if (options.secret !== undefined) expect(JSON.stringify(found)).to.not.contain(options.secret);
    });
  }

  const githubWith = (paging: string) =>
    bundleOf("github", (text) => text.replace("{ type: link-header, size: per_page }", paging));

  it("finds a page size that the source ignores", async () => {
    const bundle = githubWith("{ type: link-header, size: page_size }");
    const few = {
      ...bundle,
      datasets: bundle.datasets.map((dataset) => ({
        ...dataset,
        extraction: { ...dataset.extraction, request: { ...dataset.extraction.request, pageSize: 20 } },
      })),
    };
    const findings = await ask(few, `${apis.url}/apis/github`, secrets.github, january);
    expect(faultsOf(findings).map(({ message }) => message)).to.include(
      "30 rows of 20 requested: the source ignores the page size",
    );
  });

  it("finds paging that has no effect", async () => {
    const bundle = githubWith("{ type: offset, limit: per_page, offset: skip }");
    const findings = await ask(bundle, `${apis.url}/apis/github`, secrets.github, january);
    expect(faultsOf(findings).map(({ about, fix }) => [about, fix])).to.deep.equal([
      ["next page", "compare request.paging with the source's API"],
    ]);
  });

  it("warns where the window has no row", async () => {
    const findings = await probe({
      way: "",
      window: { since: "2027-01-01T00:00:00.000Z", until: "2027-01-02T00:00:00.000Z" },
    });
    expect(findings.filter(({ state }) => state === "WARNING").map(({ about }) => about)).to.deep.equal(["first page"]);
    expect(faultsOf(findings)).to.deep.equal([]);
  });

  it("skips the window of a dataset that is read whole", async () => {
    const findings = await probe({ way: "", isWindowed: false });
    expect(findings.filter(({ state }) => state === "SKIPPED").map(({ about }) => about)).to.deep.equal(["window"]);
  });
});
