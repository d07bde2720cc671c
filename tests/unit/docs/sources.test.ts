/** The pages in docs/sources are tried as they are written, against the demo source. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Readable } from "node:stream";
import { expect } from "chai";
import type { Progress } from "../../../cli/output/progress.ts";
import { runCommand } from "../../../cli/program.ts";
import { operatorToken, startSourceApis, type SourceApis } from "../../support/source-apis.ts";
import { firstMissing, trialsOf, writeFiles, type Trial } from "../../support/tried-pages.ts";

const silent: Progress = { note: () => undefined, step: (_title, work) => work({ update: () => undefined }) };
const folder = "docs/sources";
/** The demo source's address in the pages. */
const shownUrl = "http://127.0.0.1:8080";
/** Commands that need the sandbox; they are tested with it. */
const untried = ["sandbox", "secret"];

describe("pages about sources", () => {
  let apis: SourceApis;
  let scratch = "";
  before(async () => (apis = await startSourceApis()));
  after(() => apis.close());
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), "lakehouse-pages-"));
  });
  afterEach(() => {
    rmSync(scratch, { recursive: true });
  });

  const run = async (trial: Trial): Promise<string> => {
    writeFiles(scratch, trial);
    const written = { stdout: "", stderr: "" };
    const stream = (name: keyof typeof written) => ({
      write: (text: string): boolean => {
        written[name] += text;
        return true;
      },
    });
    const before = { ...process.env };
    Object.assign(process.env, trial.environment);
    try {
      await runCommand(trial.argv, {
        stdin: Readable.from([]),
        stdout: stream("stdout"),
        stderr: stream("stderr"),
        progress: silent,
        signal: new AbortController().signal,
      });
    } finally {
      for (const name of Object.keys(trial.environment)) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, before);
    }
    const printed = written.stdout === "" ? written.stderr : written.stdout;
    return printed.replaceAll(apis.url, shownUrl).replaceAll(relative(process.cwd(), scratch), "/tmp/try").trimEnd();
  };

  const trialsOfPage = (text: string): readonly Trial[] =>
    trialsOf(text, { $source: apis.url, $token: operatorToken, "/tmp/try": scratch }).filter(
      ({ argv }) => !untried.includes(argv[0] ?? ""),
    );

  const pages = readdirSync(folder).filter((name) => name.endsWith(".md") && name !== "README.md");

  for (const page of ["README.md", ...pages]) {
    it(`print what ${page} says`, async () => {
      const trials = trialsOfPage(readFileSync(join(folder, page), "utf8"));
      expect(trials).to.have.length.above(1);
      for (const trial of trials) {
        const printed = await run(trial);
        const missing = firstMissing(trial.expected ?? ["…"], printed.split("\n"));
        expect(missing, `${trial.argv.join(" ")} printed\n${printed}`).to.equal(undefined);
      }
    });
  }

  it("would be found wrong about what a command prints, and about lines that don't compile", async () => {
    const text = readFileSync(join(folder, "cursor.md"), "utf8");
    const failing = async (changed: string): Promise<number> => {
      expect(changed).not.to.equal(text);
      let count = 0;
      for (const trial of trialsOfPage(changed)) {
        if (firstMissing(trial.expected ?? ["…"], (await run(trial)).split("\n")) !== undefined) count += 1;
      }
      return count;
    };
    expect(await failing(text.replace("100 rows of 100 requested", "99 rows of 100 requested"))).to.equal(1);
    expect(await failing(text.replace("type: cursor, size", "type: cursors, size"))).to.equal(2);
  });

  it("describe sources in contracts/README.md with lines that compile", async () => {
    const trials = trialsOfPage(readFileSync("contracts/README.md", "utf8"));
    expect(trials).to.have.length(1);
    for (const trial of trials) expect(await run(trial)).to.contain("1 contract, all valid.");
  });

  it("name only codes that exist", () => {
    const code = ["sources", "lambdas", "aws", "model"]
      .flatMap((part) => readdirSync(part, { recursive: true, encoding: "utf8" }).map((file) => join(part, file)))
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    const texts = [
      ...pages.map((page) => join(folder, page)),
      "sources/rest/README.md",
      "docs/adr/0050-a-seam-for-sources.md",
    ];
    const named = texts.flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/`([A-Z]{2,}(?:_[A-Z]+)+)`/g)].map(([, name = ""]) => name),
    );
    expect(named).to.have.length.above(8);
    expect(named.filter((name) => !name.startsWith("LAKEHOUSE_") && !code.includes(name))).to.deep.equal([]);
  });

  it("are all in the index, with those of the reference", () => {
    const index = readFileSync(join(folder, "README.md"), "utf8");
    for (const page of pages) expect(index).to.contain(`](${page})`);
    const links = [...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, page = ""]) => page);
    expect(new Set(links)).to.deep.equal(new Set(pages));
  });
});
