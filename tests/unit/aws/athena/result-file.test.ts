import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { textOf } from "../../../../aws/athena/result-file.ts";

/** A client over one object, and the ranges requested. */
const clientOf = (object: Buffer) => {
  const ranges: string[] = [];
  const client = new S3Client({ region: "us-east-1" });
  client.send = (command: unknown): Promise<never> => {
    if (!(command instanceof GetObjectCommand)) throw new Error("it only reads");
    const { Range: range = "" } = command.input;
    ranges.push(range);
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
    const bytes = object.subarray(Number(from), Number(to) + 1);
    return Promise.resolve({
      Body: { transformToByteArray: () => Promise.resolve(bytes) },
      ContentRange: `bytes ${from ?? ""}-${to ?? ""}/${object.length}`,
    } as never);
  };
  return { client, ranges };
};

const piecesOf = async (pieces: AsyncIterable<string>): Promise<readonly string[]> => {
  const all: string[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
};

describe("the text of a result file", () => {
  it("comes in pieces, none of which has half a character", async () => {
    const text = `a${"é🦆".repeat(1_000_000)}`;
    const { client, ranges } = clientOf(Buffer.from(text));
    const pieces = await piecesOf(textOf(client, "s3://results/athena/id.csv"));
    expect(pieces.length).to.be.above(1);
    expect(pieces.join("") === text).to.equal(true);
    expect(new Set(ranges).size).to.equal(pieces.length);
  });

  it("is read no further than it is used, but for one piece", async () => {
    const { client, ranges } = clientOf(Buffer.alloc(20_000_000, "x"));
    for await (const piece of textOf(client, "s3://results/athena/id.csv")) if (piece !== "") break;
    expect(ranges).to.have.length(2);
  });

  it("is given up when the reading is interrupted", async () => {
    const { client } = clientOf(Buffer.alloc(20_000_000, "x"));
    const controller = new AbortController();
    const reading = async (): Promise<void> => {
      for await (const piece of textOf(client, "s3://results/athena/id.csv", controller.signal)) {
        if (piece !== "") controller.abort();
      }
    };
    const error: unknown = await reading().catch((reason: unknown) => reason);
    expect(error).to.include({ name: "AbortError" });
  });
});
