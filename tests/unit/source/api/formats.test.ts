import { gunzipSync } from "node:zlib";
import { request } from "node:http";
import { expect } from "chai";
import { startSourceApis, type SourceApis } from "../../../support/source-apis.ts";

/** Rows of an RFC 4180 text, read by its grammar. */
const readCsv = (text: string, delimiter: string): string[][] => {
  const rows: string[][] = [];
  let row: string[] = [];
  let place = 0;
  while (place < text.length) {
    let value = "";
    if (text[place] === '"') {
      place += 1;
      while (text[place] !== '"' || text[place + 1] === '"') {
        value += text[place] ?? "";
        place += text[place] === '"' ? 2 : 1;
      }
      place += 1;
    } else while (text[place] !== delimiter && text[place] !== "\r") value += text[place++] ?? "";
    row.push(value);
    if (text[place] === "\r") {
      rows.push(row);
      row = [];
      place += 2;
    } else place += 1;
  }
  return rows;
};

/** A body as it is on the wire: `fetch` would unpack it. */
const rawCall = (
  url: string,
  headers: Record<string, string>,
): Promise<{ encoding: string | undefined; body: Buffer }> =>
  new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        resolve({ encoding: response.headers["content-encoding"], body: Buffer.concat(chunks) });
      });
    })
      .on("error", reject)
      .end();
  });

interface Item {
  readonly id: number;
  readonly name: string;
  readonly updated_at: string;
  readonly address: { readonly city: string; readonly postcode: string };
  readonly note: string | null;
}

describe("formats of the demo source's ways", () => {
  let apis: SourceApis;
  before(async () => (apis = await startSourceApis()));
  after(() => apis.close());

  const items = async (rows: number): Promise<readonly Item[]> =>
    (await apis.call(`/ways/rows=${rows},records=top/items`)).json() as readonly Item[];

  it("have the same row for a number, whatever the table's size, with all digits", async () => {
    const [small, large] = [await items(3), await items(90)];
    expect(large.slice(0, 3)).to.deep.equal(small);
    const reply = await apis.call("/ways/rows=90,records=top/items");
    expect(reply.text).to.match(/"id":1,"name":"item 1","amount":\d+\.\d0,"updated_at":"2026-01-01T00:00:00.000Z"/);
    expect((await apis.call("/ways/amount=text,rows=1/items")).text).to.match(/"amount":"\d+\.\d0"/);
  });

  it("have notes that quoting, escaping and encoding may break, and postcodes with leading zeros", async () => {
    const rows = await items(90);
    const notes = rows.map(({ note }) => note);
    for (const part of ['"', ",", "\n", "\r\n", ";", "|", "\t", "\\", "東京 🚲"]) {
      expect(
        notes.some((note) => note?.includes(part)),
        JSON.stringify(part),
      ).to.equal(true);
    }
    expect(notes).to.include(null);
    expect(rows.some(({ address }) => address.postcode.startsWith("0"))).to.equal(true);
  });

  it("are one JSON object per line", async () => {
    const reply = await apis.call("/ways/format=ndjson,rows=90/items");
    expect(reply.headers.get("content-type")).to.equal("application/x-ndjson");
    expect(reply.headers.get("x-total-count")).to.equal("90");
    const lines = reply.text.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as Item)).to.deep.equal(await items(90));
  });

  it("are CSV with a header, quotes as RFC 4180 wants them, and the delimiter of choice", async () => {
    const rows = await items(90);
    for (const [name, delimiter] of [
      ["comma", ","],
      ["semicolon", ";"],
      ["tab", "\t"],
      ["pipe", "|"],
    ] as const) {
      const reply = await apis.call(`/ways/format=csv,delimiter=${name},rows=90/items`);
      expect(reply.headers.get("content-type")).to.match(/^text\/csv;/);
      const [header, ...lines] = readCsv(reply.text, delimiter);
      expect(header).to.deep.equal([
        ...["id", "name", "amount", "updated_at", "address_city", "address_postcode", "note"],
      ]);
      const expected = rows.map(({ id, name: own, updated_at, address, note }) => [
        id.toString(),
        own,
        updated_at,
        address.city,
        address.postcode,
        note ?? "",
      ]);
      expect(
        lines.map((line) => line.filter((_, place) => place !== 2)),
        name,
      ).to.deep.equal(expected);
    }
  });

  it("are CSV with a header even without rows", async () => {
    const reply = await apis.call("/ways/format=csv,rows=0/items");
    expect(reply.text).to.equal("id,name,amount,updated_at,address_city,address_postcode,note\r\n");
  });

  it("are zipped for those who accept it, or always", async () => {
    const plain = (await apis.call("/ways/rows=5/items")).text;
    const zipped = async (gzip: string, accept: Record<string, string>): Promise<string | undefined> => {
      const { encoding, body } = await rawCall(`${apis.url}/ways/rows=5,gzip=${gzip}/items`, accept);
      expect((encoding === "gzip" ? gunzipSync(body) : body).toString("utf8")).to.equal(plain);
      return encoding;
    };
    expect([
      await zipped("no", { "accept-encoding": "gzip" }),
      await zipped("yes", { "accept-encoding": "deflate, gzip;q=0.5" }),
      await zipped("yes", { "accept-encoding": "gzip;q=0, identity" }),
      await zipped("yes", {}),
      await zipped("always", {}),
    ]).to.deep.equal([undefined, "gzip", undefined, undefined, "gzip"]);
  });
});
