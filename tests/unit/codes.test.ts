import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { contractCodes, groupCodes, sourceCodes } from "../../model/contracts/codes.ts";
import { dashboardCodes } from "../../model/dashboards/codes.ts";
import { mailCodes } from "../../model/mails/codes.ts";
import { contractKinds } from "../../sources/index.ts";
import { sqlCodes, sqlRefusals, sqlWarnings, unusedAllowance } from "../../sql/codes.ts";

const root = join(import.meta.dirname, "../..");

/** Codes of an area, the folders that report problems with them, and the prefix of schema errors' codes. */
interface Area {
  readonly codes: readonly string[];
  readonly folders: readonly string[];
  readonly subject?: string;
}

const areas: Readonly<Record<string, Area>> = {
  contracts: { codes: [...contractCodes, ...groupCodes, ...sourceCodes], folders: ["model/contracts"] },
  ...Object.fromEntries(
    contractKinds.map(({ name, codes }) => [`${name} sources' contracts`, { codes, folders: [`sources/${name}`] }]),
  ),
  dashboards: { codes: dashboardCodes, folders: ["model/dashboards", "sql/project"], subject: "DASHBOARD" },
  mails: { codes: mailCodes, folders: ["model/mails"], subject: "MAIL" },
  sql: { codes: [...sqlCodes, ...sqlWarnings, ...sqlRefusals], folders: ["sql"], subject: "SQL_HEADER" },
};

const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith("codes.ts"))
    .map((file) => readFileSync(join(root, folder, file), "utf8"));

/** The suffixes that `readBySchema` adds to a subject. */
const ofSchema = ["YAML", "MISSING", "UNKNOWN", "VALUE"];

/** Codes that no source in the area's folders uses. */
const unmade = ({ codes, folders, subject }: Area): readonly string[] => {
  const texts = folders.flatMap(sourcesIn);
  const isThere = (code: string): boolean => texts.some((text) => text.includes(`"${code}"`));
  const bySchema = subject !== undefined && isThere(subject) ? ofSchema.map((end) => `${subject}_${end}`) : [];
  return codes.filter((code) => !isThere(code) && !bySchema.includes(code));
};

const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".md"))
  .map((file) => join("docs", file));

describe("codes of problems", () => {
  for (const [name, area] of Object.entries(areas)) {
    it(`of ${name} are listed once, and each is made somewhere`, () => {
      expect(new Set(area.codes).size).to.equal(area.codes.length);
      expect(unmade(area)).to.deep.equal([]);
    });
  }

  it("would be found if nothing made them", () => {
    expect(unmade({ codes: ["MAIL_YAML", "MAIL_LOST"], folders: ["model/mails"], subject: "MAIL" })).to.deep.equal([
      "MAIL_LOST",
    ]);
  });

  it("are those that the guides name", () => {
    const known = [...Object.values(areas).flatMap(({ codes }) => codes), unusedAllowance];
    const named = [...docs, "contracts/README.md"].flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/`((?:CONTRACT|DASHBOARD|MAIL|SQL|PLAN|REVISION)_[A-Z_]+)`/g)]
        .map(([, code]) => code ?? "")
        // an unreadable document has a code of its kind
        .filter((code) => !code.endsWith("_UNREADABLE")),
    );
    expect(named).to.include.members(["SQL_LIMIT_UNORDERED", "PLAN_STALE"]);
    expect(named.filter((code) => !known.includes(code))).to.deep.equal([]);
  });

  it("of SQL's warnings are all in the guide's table", () => {
    const guide = readFileSync(join(root, "docs/sql.md"), "utf8");
    const rows = [...guide.matchAll(/^\| `(SQL_[A-Z_]+)` +\|/gm)].map(([, code]) => code);
    expect(rows).to.have.members([...sqlWarnings, unusedAllowance]);
  });
});
