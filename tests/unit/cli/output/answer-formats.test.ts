import { expect } from "chai";
import stringWidth from "string-width";
import { csvAnswer, jsonAnswer, tableAnswer } from "../../../../cli/output/answer-formats.ts";
import { FirstRows, type ResultRow } from "../../../../aws/query/query-answer.ts";

const answered = {
  queryId: "q",
  columns: [
    { name: "id", type: "bigint", precision: 19, scale: 0 },
    { name: "text", type: "varchar", precision: 0, scale: 0 },
  ],
  seconds: 1.5,
  scannedBytes: 2048,
};

async function* pagesOf(...pages: readonly (readonly ResultRow[])[]): AsyncGenerator<readonly ResultRow[]> {
  for (const page of pages) yield await Promise.resolve(page);
}

const short: readonly ResultRow[] = Array.from({ length: 1000 }, (_, index) => [index.toString(), "short"]);
const late: readonly ResultRow[] = [["123456789012", "far longer than what came before it"]];

const textOf = async (pieces: AsyncIterable<string>): Promise<string> => {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
};

describe("an answer that comes in pages", () => {
  it("is one JSON document", async () => {
    const json = (pages: readonly (readonly ResultRow[])[], most = Infinity) =>
      textOf(jsonAnswer(answered, new FirstRows(pagesOf(...pages), most)));
    expect(JSON.parse(await json([short, late]))).to.deep.equal({
      ...answered,
      rows: [...short, ...late],
      truncated: false,
    });
    expect(JSON.parse(await json([short, late], 2))).to.deep.include({ rows: short.slice(0, 2), truncated: true });
    expect(JSON.parse(await json([]))).to.deep.include({ rows: [], truncated: false });
  });

  it("is CSV, and whether there is more is said elsewhere", async () => {
    const said: string[] = [];
    const csv = (most: number) =>
      textOf(csvAnswer(answered, new FirstRows(pagesOf([["1", null]], [["2", ""]]), most), () => said.push("more")));
    expect(await csv(2)).to.equal('id,text\r\n1,\r\n2,""\r\n');
    expect(said).to.deep.equal([]);
    expect(await csv(1)).to.equal("id,text\r\n1,\r\n");
    expect(said).to.deep.equal(["more"]);
  });

  it("is a table laid out by its first rows; a terminal cuts what is wider later, and says so", async () => {
    const lines = (await textOf(tableAnswer(answered, new FirstRows(pagesOf(short, late), Infinity), 24))).split("\n");
    expect(lines.slice(0, 3)).to.deep.equal(["    id  text", "─".repeat(24), "     0  short"]);
    expect(lines.slice(-5)).to.deep.equal([
      "     …  far longer than…",
      "(shortened: 2; --csv ha…",
      "",
      "(1,001 rows; 1.5 s, 2.0 KiB read)",
      "",
    ]);
  });

  it("keeps within a narrow terminal", async () => {
    const wide = short.map(([id = null]): ResultRow => [id, "x".repeat(50)]);
    const text = await textOf(tableAnswer(answered, new FirstRows(pagesOf(wide, late), Infinity), 20));
    const table = text.split("\n").slice(0, -3);
    expect(table.filter((line) => stringWidth(line) > 20)).to.deep.equal([]);
  });

  it("is never cut where it is piped", async () => {
    const text = await textOf(tableAnswer(answered, new FirstRows(pagesOf(short, late), Infinity), Infinity));
    expect(text).to.contain("\n123456789012  far longer than what came before it\n\n(1,001 rows");
  });
});
