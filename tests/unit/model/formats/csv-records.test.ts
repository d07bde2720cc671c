import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { csvRecords, CsvRecordsError } from "../../../../model/formats/csv-records.ts";
import { sumOfRowHashes } from "../../../../model/row-hashes.ts";

/** Bytes are written as the characters with their numbers. */
interface Case {
  readonly name: string;
  readonly delimiter: string;
  readonly body: string;
  readonly names?: readonly string[];
  readonly records?: readonly string[];
  readonly rowHashSum?: string;
  readonly refused?: string;
}

const file = new URL("../../../formats/csv-records.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf8")) as readonly Case[];

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
const text = (record: Uint8Array): string => Buffer.from(record).toString("latin1");

describe("csv records of the bodies that the job is tested with", () => {
  for (const { name, delimiter, body, names, records, rowHashSum } of cases.filter(({ refused }) => !refused)) {
    it(`are the same bytes: ${name}`, () => {
      const found = csvRecords(bytes(body), delimiter);
      expect(found.names).to.deep.equal(names);
      expect(found.records.map(text)).to.deep.equal(records);
      expect(sumOfRowHashes(found.records)).to.equal(rowHashSum);
    });
  }

  for (const { name, delimiter, body, refused } of cases.filter((each) => each.refused)) {
    it(`are refused for the same reason: ${name}`, () => {
      expect(() => csvRecords(bytes(body), delimiter))
        .to.throw(CsvRecordsError)
        .with.property("found", refused);
    });
  }

  it("cover both outcomes and differ in one byte's hash", () => {
    expect(cases.some(({ refused }) => refused)).to.equal(true);
    const [one, other] = ["id,name\n1,a\n", "id,name\n1,b\n"].map((body) => csvRecords(bytes(body), ","));
    expect(sumOfRowHashes(one?.records ?? [])).to.not.equal(sumOfRowHashes(other?.records ?? []));
    const head = createHash("sha256").update("1,a").digest("hex").slice(0, 15);
    expect(sumOfRowHashes(one?.records ?? [])).to.equal(BigInt(`0x${head}`).toString());
  });
});
