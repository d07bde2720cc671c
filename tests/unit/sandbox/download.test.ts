import { expect } from "chai";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadFile, isIntact, type Download } from "../../../sandbox/setup/download.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

describe("A download", () => {
  const content = randomBytes(300_000);
  const sha256 = createHash("sha256").update(content).digest("hex");
  let folder: string;
  let server: Server;
  let ranges: (string | undefined)[];
  let answers: Answer[];

  const whole: Answer = (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const part = content.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, { "content-length": part.length });
    response.end(part);
  };
  /** Announces everything, sends the given number of bytes and cuts the connection once they are on disk. */
  const cutAfter =
    (bytes: number): Answer =>
    (request, response) => {
      const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
      response.writeHead(start > 0 ? 206 : 200, { "content-length": content.length - start });
      response.write(content.subarray(start, start + bytes));
      const partial = `${download().target}.partial`;
      const cut = (): void => {
        if (existsSync(partial) && statSync(partial).size >= start + bytes) response.destroy();
        else setTimeout(cut, 1);
      };
      cut();
    };
  const withStatus =
    (status: number): Answer =>
    (_request, response) => {
      response.writeHead(status).end("no");
    };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "download-"));
    ranges = [];
    answers = [];
    server = createServer((request, response) => {
      ranges.push(request.headers.range);
      (answers.shift() ?? whole)(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  const download = (changes: Partial<Download> = {}): Download => ({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.jar`,
    target: join(folder, "a", "a.jar"),
    bytes: content.length,
    sha256,
    ...changes,
  });
  const options = { onBytes: () => undefined, retrySeconds: 0.001, attempts: 4 };
  const messageOf = async (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => "",
      (error: unknown) => (error as Error).message,
    );

  it("goes on where the connection was cut, and is whole at the end", async () => {
    answers = [cutAfter(100_000), cutAfter(50_000)];
    const seen: number[] = [];
    await downloadFile(download(), { ...options, onBytes: (bytes) => seen.push(bytes) });
    expect(readFileSync(download().target).equals(content)).to.equal(true);
    expect(ranges).to.deep.equal([undefined, "bytes=100000-", "bytes=150000-"]);
    expect(seen.at(-1)).to.equal(content.length);
    expect(seen).to.deep.equal([...seen].sort((a, b) => a - b));
  });

  it("goes on in a later call with what an earlier one left", async () => {
    answers = [cutAfter(120_000), withStatus(503), withStatus(503), withStatus(503)];
    expect(await messageOf(downloadFile(download(), options))).to.include("SANDBOX_DOWNLOAD_FAILED");
    expect(existsSync(download().target)).to.equal(false);
    await downloadFile(download(), options);
    expect(ranges.at(-1)).to.equal("bytes=120000-");
    expect(await isIntact(download())).to.equal(true);
  });

  it("starts over when the server knows no ranges", async () => {
    const ignoringRange: Answer = (_request, response) => response.end(content);
    answers = [cutAfter(90_000), ignoringRange];
    await downloadFile(download(), options);
    expect(await isIntact(download())).to.equal(true);
  });

  it("is made anew when its bytes are wrong, and is never left where a right one is expected", async () => {
    const wrong = Buffer.from(content);
    wrong[1_000] = (wrong[1_000] ?? 0) ^ 1;
    answers = [(_request, response) => response.end(wrong)];
    await downloadFile(download(), options);
    expect(ranges).to.deep.equal([undefined, undefined]);
    expect(await isIntact(download())).to.equal(true);
    const other = download({ target: join(folder, "b.jar"), sha256: "0".repeat(64) });
    expect(await messageOf(downloadFile(other, options))).to.include(`its SHA-256 is ${sha256}, expected 0000`);
    expect(existsSync(other.target)).to.equal(false);
  });

  it("is fetched again when the file on disk was truncated or changed, and only then", async () => {
    await downloadFile(download(), options);
    await downloadFile(download(), options);
    expect(ranges).to.have.length(1);
    truncateSync(download().target, 5_000);
    await downloadFile(download(), options);
    expect(ranges).to.have.length(2);
    writeFileSync(download().target, Buffer.alloc(content.length));
    await downloadFile(download(), options);
    expect(ranges).to.have.length(3);
    expect(await isIntact(download())).to.equal(true);
  });

  it("gives a stalled connection up", async () => {
    answers = [
      (_request, response) => {
        response.writeHead(200, { "content-length": content.length });
        response.write(content.subarray(0, 10_000));
      },
    ];
    await downloadFile(download(), { ...options, stallSeconds: 1 });
    expect(ranges).to.deep.equal([undefined, "bytes=10000-"]);
  });

  it("is not tried again when the server refuses it", async () => {
    answers = [withStatus(404)];
    const message = await messageOf(downloadFile(download(), options));
    expect(message).to.include("SANDBOX_DOWNLOAD_REFUSED").and.include("404").and.include("LAKEHOUSE_MAVEN_REPOSITORY");
    expect(ranges).to.have.length(1);
  });
});
