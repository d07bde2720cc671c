/** The table in docs/sandbox.md lists every service that the product calls, and everything that it names exists. */
import { expect } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../../sandbox/folders.ts";

interface Row {
  /** The name in the SDK client's package, e.g. `secrets-manager`. */
  readonly service: string;
  readonly servedBy: string;
  readonly strict: string;
  readonly differs: string;
  readonly account: string;
}

const read = (...path: readonly string[]): string => readFileSync(join(repositoryRoot, ...path), "utf8");

const rowsOf = (page: string): readonly Row[] => {
  const [, table = ""] = /<!-- services -->(.*)<!-- \/services -->/su.exec(page) ?? [];
  return table
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| service ") && !line.startsWith("| ---"))
    .map((line) => {
      const [first = "", servedBy = "", strict = "", differs = "", account = ""] = line
        .split("|")
        .slice(1)
        .map((cell) => cell.trim());
      return { service: /`([^`]+)`$/u.exec(first)?.[1] ?? first, servedBy, strict, differs, account };
    });
};

const codes = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(/`([^`]+)`/gu)].map(([, code = ""]) => code).filter((code) => pattern.test(code));

/** Without hyphens, in which boto3's names and the SDK's differ. */
const bare = (name: string): string => name.replaceAll("-", "");

const filesOf = (folder: string, extension: string): readonly string[] =>
  readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(extension),
  );

const sdkClients = (): readonly string[] => {
  const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Readonly<Record<string, string>> };
  return Object.keys(dependencies).flatMap((name) => /^@aws-sdk\/client-(.+)$/u.exec(name)?.[1] ?? []);
};

const jobClients = (): readonly string[] =>
  filesOf("glue", ".py").flatMap((file) =>
    [...read("glue", file).matchAll(/\bclient\(\s*"([a-z0-9-]+)"/gu)].map(([, name = ""]) => name),
  );

const emulatorFolders = (): readonly string[] =>
  readdirSync(join(repositoryRoot, "sandbox", "emulator"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !["ministack", "__pycache__"].includes(entry.name))
    .map(({ name }) => name);

describe("The table of what the sandbox covers", () => {
  const rows = rowsOf(read("docs", "sandbox.md"));

  it("has one row for each service that the product calls", () => {
    const services = rows.map(({ service }) => service);
    expect(services).to.have.members(sdkClients());
    expect(jobClients()).to.include.members(["glue", "s3", "secretsmanager"]);
    expect(services.map(bare)).to.include.members(jobClients().map(bare));
  });

  it("names each folder of the emulator, and no other", () => {
    const named = new Set(rows.flatMap(({ servedBy }) => codes(servedBy, /\/$/u)).map((name) => name.slice(0, -1)));
    expect([...named]).to.have.members(emulatorFolders());
  });

  it("says of each service what is as strict as AWS, what differs and what only an account proves", () => {
    const empty = rows.filter((row) => Object.values(row).includes(""));
    expect(empty).to.deep.equal([]);
  });

  it("names tests and checks that exist", () => {
    const paths = rows.flatMap(({ strict }) => codes(strict, /^tests\//u));
    expect(paths).to.have.length.above(15);
    expect(paths.filter((path) => !existsSync(join(repositoryRoot, path)))).to.deep.equal([]);
    const doctor = filesOf("cli/doctor", ".ts")
      .map((file) => read("cli", "doctor", file))
      .join("\n");
    const checks = rows.flatMap(({ account }) => codes(account, /^[A-Z_]+(?:<principal>)?$/u));
    expect(checks).to.have.length.above(15);
    expect(
      checks.filter((code) => !new RegExp(`["\`]${code.replace("<principal>", "")}`, "u").test(doctor)),
    ).to.deep.equal([]);
  });

  it("would be found incomplete", () => {
    const page =
      "<!-- services -->\n| service | served by |\n| --- | --- |\n| Glue `glue` | ours: `glue/` | a | – | `X` |\n<!-- /services -->";
    expect(rowsOf(page)).to.deep.equal([
      { service: "glue", servedBy: "ours: `glue/`", strict: "a", differs: "–", account: "`X`" },
    ]);
    expect(rowsOf(page.replace("| a |", "|  |"))[0]?.strict).to.equal("");
  });
});
