import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { operatorToken, startSourceApis, type SourceApis } from "../../../support/source-apis.ts";
import { run } from "./run-command.ts";

describe("contracts infer", () => {
  let apis: SourceApis;
  let folder = "";
  before(async () => {
    apis = await startSourceApis();
  });
  after(async () => {
    await apis.close();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "infer-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    Reflect.deleteProperty(process.env, "LAKEHOUSE_TOKEN");
  });

  const urlOf = (way: string): string => `${apis.url}/ways/${way}/items?limit=10`;
  const infer = async (way: string, ...argv: readonly string[]) =>
    run("contracts", "infer", urlOf(way), "--as", "shop.items", "--folder", folder, ...argv);

  it("writes a contract and its source, and says what to confirm and what comes next", async () => {
    const { exitCode, stdout } = await infer("-");
    expect(exitCode).to.equal(0);
    expect(stdout).to.contain("10 records looked at.").and.contain("Guesses to confirm or correct");
    expect(stdout).to.contain("contracts check").and.contain(`${apis.url}/ways/-`);
    expect(parse(readFileSync(join(folder, "shop.items.odcs.yaml"), "utf8"))).to.include({ id: "shop.items" });
    const { sources } = parse(readFileSync(join(folder, "sources.yaml"), "utf8")) as { readonly sources: unknown };
    expect(sources).to.deep.equal([
      { name: "shop", description: `The API at ${new URL(apis.url).host}.`, kind: "rest", auth: { type: "none" } },
    ]);
  });

  it("adds a source to those that are there, and keeps one of that name", async () => {
    const sources = join(folder, "sources.yaml");
    const before = "# Mine\nsources:\n  - { name: other, description: Other., kind: rest, auth: { type: none } }\n";
    writeFileSync(sources, before);
    await infer("-");
    const after = readFileSync(sources, "utf8");
    expect(after).to.contain("# Mine").and.contain("name: other").and.contain("name: shop");
    await infer("-", "--overwrite");
    expect(readFileSync(sources, "utf8")).to.equal(after);
  });

  it("overwrites no contract unless told to", async () => {
    await infer("-");
    const { exitCode, stderr } = await infer("-");
    expect(exitCode).to.equal(2);
    expect(stderr).to.match(/^OPTION_INVALID --as: .*shop\.items\.odcs\.yaml exists\. Fix: .*--overwrite\.$/m);
    expect((await infer("-", "--overwrite")).exitCode).to.equal(0);
  });

  it("prints both files instead of writing them", async () => {
    const { exitCode, stdout } = await infer("-", "--print");
    expect(exitCode).to.equal(0);
    expect(stdout).to.contain("# shop.items.odcs.yaml").and.contain("# sources.yaml").and.contain("lakehouseGuessed");
    expect(existsSync(join(folder, "shop.items.odcs.yaml"))).to.equal(false);
  });

  it("reads credentials from the environment, and tells them to nobody", async () => {
    process.env["LAKEHOUSE_TOKEN"] = operatorToken;
    const { exitCode, stdout } = await infer("auth=bearer", "--auth", "bearer", "--json");
    expect(exitCode).to.equal(0);
    expect(stdout).to.not.contain(operatorToken);
    expect(JSON.parse(stdout)).to.have.nested.property("source.auth.secret", "shop-api-token");
  });

  it("takes an API key in a parameter, and headers", async () => {
    process.env["LAKEHOUSE_TOKEN"] = "demo-api-key";
    const options = ["--auth", "api-key", "--in", "query", "--parameter", "api_key", "--header", "X-Api-Version: 2"];
    const { exitCode, stdout } = await infer("auth=api-key-query,header=X-Api-Version:2", ...options, "--json");
    expect(exitCode).to.equal(0);
    expect(JSON.parse(stdout)).to.have.nested.property("source.auth.name", "api_key");
    expect(stdout).to.contain('"X-Api-Version": "2"').and.not.contain("demo-api-key");
  });

  it("asks for an OAuth token below the address", async () => {
    process.env["LAKEHOUSE_TOKEN"] = "demo-client:demo-client-secret";
    const options = ["--auth", "oauth2", "--token-path", "/oauth/token", "--scope", "read"];
    const { exitCode, stdout } = await infer("auth=oauth2,scope=read", ...options, "--json");
    expect(exitCode).to.equal(0);
    expect(JSON.parse(stdout)).to.have.property("address", `${apis.url}/ways/auth=oauth2,scope=read`);
  });

  it("splits the URL where --address says", async () => {
    const { stdout } = await infer("-", "--address", `${apis.url}/ways`, "--json");
    expect(JSON.parse(stdout)).to.have.property("address", `${apis.url}/ways`);
    expect(stdout).to.contain('"/-/items"');
  });

  type Refused = readonly [title: string, way: string, options: readonly string[], exitCode: number, said: RegExp];
  const refused: readonly Refused[] = [
    [
      "credentials that are missing",
      "auth=bearer",
      ["--auth", "bearer"],
      2,
      /^SECRET_EMPTY LAKEHOUSE_TOKEN: --auth bearer needs credentials.* Fix: set LAKEHOUSE_TOKEN/,
    ],
    [
      "an authentication that isn't stated",
      "auth=bearer",
      [],
      1,
      /^SOURCE_UNAUTHORIZED .* Fix: say how the API knows who is asking, with --auth/,
    ],
    ["an unknown authentication", "-", ["--auth", "digest"], 2, /^USAGE lakehouse: .*digest/],
    ["a header without a colon", "-", ["--header", "Accept"], 2, /^OPTION_INVALID --header: found "Accept"/],
    [
      "a name without a table",
      "-",
      ["--as", "items"],
      2,
      /^OPTION_INVALID --as: found "items", allowed is <source>\.<table>/,
    ],
    [
      "an address that isn't the place's",
      "-",
      ["--address", "https://api.example.com"],
      2,
      /^OPTION_INVALID --address: /,
    ],
    ["an empty list", "rows=0", [], 1, /^SAMPLE_UNUSABLE .* is empty/],
    ["a web page", "fault=html-login", [], 1, /^SAMPLE_UNUSABLE .*no list of records/],
  ];
  for (const [title, way, options, exitCode, said] of refused) {
    it(`refuses ${title}, and writes nothing`, async () => {
      const result = await infer(way, ...options);
      expect(result.stderr).to.match(said);
      expect(result.exitCode).to.equal(exitCode);
      expect(existsSync(join(folder, "sources.yaml"))).to.equal(false);
    });
  }

  it("says which credentials were refused, and shows none", async () => {
    process.env["LAKEHOUSE_TOKEN"] = "not-that-one";
    const { exitCode, stderr } = await infer("auth=bearer", "--auth", "bearer");
    expect(exitCode).to.equal(1);
    expect(stderr).to.match(/^SOURCE_UNAUTHORIZED .*the credentials in LAKEHOUSE_TOKEN. Fix: set LAKEHOUSE_TOKEN/);
    expect(stderr).to.not.contain("not-that-one").and.not.contain("lakehouse secret set");
  });

  it("refuses a place that is no URL of a kind that it knows", async () => {
    const { exitCode, stderr } = await run("contracts", "infer", "ftp://a.example/b", "--as", "shop.items");
    expect(exitCode).to.equal(2);
    expect(stderr).to.match(/^OPTION_INVALID <place>: found "ftp:/);
  });
});
