/** The tables of sources/rest/README.md say what the schemas say. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { parse } from "yaml";
import { checkSchema } from "../../../model/validation/check-schema.ts";
import {
  auth,
  paging,
  rate,
  requestDefaults,
  requestSettings,
  sourceMembers,
  total,
  windowFormats,
} from "../settings.ts";

interface Member {
  readonly default?: string | number;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, Member>>;
  readonly required?: readonly string[];
}

const page = readFileSync("sources/rest/README.md", "utf8");

type Row = Readonly<Record<string, string>>;

/** A table's rows by the names of its columns; an empty first cell is the one above. */
const rowsOf = (text: string, table: string): readonly Row[] => {
  const [, inside = ""] = new RegExp(`<!-- ${table} -->([^]*)<!-- /${table} -->`).exec(text) ?? [];
  const [names = [], , ...lines] = inside
    .trim()
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  let above = "";
  return lines.map((cells) => {
    above = cells[0] === "" ? above : (cells[0] ?? "");
    return Object.fromEntries(names.map((name, index) => [name, index === 0 ? above : (cells[index] ?? "")]));
  });
};

const bare = (cell = ""): string => cell.replaceAll("`", "");

/** What a table of tagged objects has to say: type, member, default, and choices. */
const expectedOf = (schema: object, tag: string): readonly string[] => {
  const { oneOf } = schema as { readonly oneOf: readonly ObjectSchema[] };
  return oneOf.flatMap(({ properties, required = [] }) => {
    const type = String(properties[tag]?.const);
    const members = Object.entries(properties).filter(([name]) => name !== tag);
    if (members.length === 0) return [`${type}  `];
    return members.map(([name, member]) => {
      const isRequired = required.includes(name) && member.default === undefined;
      const said = isRequired ? "required" : member.default === undefined ? "" : String(member.default);
      return `${type} ${name} ${said} ${member.enum?.join(", ") ?? ""}`.trimEnd();
    });
  });
};

/** The same of a table. Words about an absent member are free; choices are compared where the schema has some. */
const toldOf = (rows: readonly Row[], tag: string, expected: readonly string[]): readonly string[] =>
  rows.map((row) => {
    const start = `${bare(row[tag])} ${bare(row["member"])}`;
    const match = expected.find((line) => line.startsWith(`${start} `) || line === start);
    const hasChoice = / .*, /.test(match ?? "");
    const cell = bare(row["default"]);
    const hasDefault = match !== undefined && match.split(" ").length > 2;
    if (start.endsWith(" ")) return `${start} `;
    return `${start} ${hasDefault ? cell : ""} ${hasChoice ? bare(row["allowed"]) : ""}`.trimEnd();
  });

describe("documentation of the kind rest", () => {
  const tagged = { auth: [auth, "type"], paging: [paging, "type"], total: [total, "from"] } as const;

  for (const [table, [schema, tag]] of Object.entries(tagged)) {
    it(`has every type, member, default, and choice of ${table}, and no other`, () => {
      const expected = expectedOf(schema, tag);
      expect(expected).to.have.length.above(4);
      expect(toldOf(rowsOf(page, table), tag, expected)).to.deep.equal(expected);
    });
  }

  it("has every member of a source, and no other", () => {
    const members = Object.keys(sourceMembers).flatMap((name) =>
      name === "rate" ? [name, ...Object.keys(rate.properties).map((one) => `rate.${one}`)] : [name],
    );
    expect(rowsOf(page, "source").map((row) => bare(row["member"]))).to.deep.equal(members);
  });

  it("has every member of a request with its default, and no other", () => {
    const rows = rowsOf(page, "request");
    expect(rows.map((row) => bare(row["member"]))).to.deep.equal(Object.keys(requestSettings.properties));
    const told = (member: string): string => bare(rows.find((row) => bare(row["member"]) === member)?.["default"]);
    expect(told("records")).to.equal(requestDefaults.records);
    expect(told("format")).to.equal(requestDefaults.format);
    expect({ comma: "," }[told("delimiter")]).to.equal(requestDefaults.delimiter);
    expect(checkSchema(paging, parse(told("paging"))).value).to.deep.equal(requestDefaults.paging);
    expect(checkSchema(total, parse(told("total"))).value).to.deep.equal(requestDefaults.total);
    const { query, format } = requestDefaults.window;
    const texts = Object.entries(query).map(([name, text]) => `${name}: "${text}"`);
    expect(told("window")).to.equal([...texts, `format: ${format}`].join(", "));
    for (const member of ["query", "headers", "sort"] as const) {
      expect([told(member), requestDefaults[member]]).to.deep.equal(["none", {}]);
    }
  });

  it("has every format of a window", () => {
    expect(rowsOf(page, "window").map((row) => bare(row["format"]))).to.deep.equal(windowFormats);
  });

  it("would be found incomplete, or wrong about a default", () => {
    const expected = expectedOf(paging, "type");
    const changed = (pattern: RegExp, by: string): readonly string[] => {
      const other = page.replace(pattern, by);
      expect(other).not.to.equal(page);
      return toldOf(rowsOf(other, "paging"), "type", expected);
    };
    expect(changed(/^.*`starting_after`.*\n/m, "")).not.to.deep.equal(expected);
    expect(changed(/`starting_after`/, "`after`")).not.to.deep.equal(expected);
  });
});
