/** Downloads one file: resumes after an interruption, verifies the hash, and makes only the complete file visible. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { sandboxError } from "../problems.ts";

export interface Download {
  readonly url: string;
  readonly target: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface DownloadOptions {
  /** Called with the number of bytes on disk. */
  readonly onBytes: (bytes: number) => void;
  readonly attempts?: number;
  readonly retrySeconds?: number;
  /** An attempt that receives nothing for this long is aborted. */
  readonly stallSeconds?: number;
}

class DownloadBroken extends Error {}

const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
};

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

/** Whether the file on disk is complete and valid. */
export const isIntact = async (download: Download): Promise<boolean> =>
  sizeOf(download.target) === download.bytes && (await sha256Of(download.target)) === download.sha256;

const refusal = (answer: Response, url: string): Error =>
  answer.status >= 500 || answer.status === 429
    ? new DownloadBroken(`the server answered ${answer.status}`)
    : sandboxError(
        "SANDBOX_DOWNLOAD_REFUSED",
        url,
        `the server answered ${answer.status}`,
        "check access to the Maven repository; LAKEHOUSE_MAVEN_REPOSITORY names another one",
      );

const fetchRest = async (download: Download, partial: string, options: Required<DownloadOptions>): Promise<void> => {
  const have = sizeOf(partial);
  if (have >= download.bytes) return;
  const abort = new AbortController();
  const stall = setTimeout(() => {
    abort.abort(new DownloadBroken(`nothing arrived for ${options.stallSeconds} s`));
  }, options.stallSeconds * 1000);
  try {
    const answer = await fetch(download.url, {
      headers: have > 0 ? { range: `bytes=${have}-` } : {},
      signal: abort.signal,
    });
    if (!answer.ok || answer.body === null) {
      await answer.body?.cancel();
      throw refusal(answer, download.url);
    }
    // A server without range support sends the file from the beginning.
    const resumed = answer.status === 206;
    let received = resumed ? have : 0;
    const body = Readable.fromWeb(answer.body);
    body.on("data", (chunk: Buffer) => {
      received += chunk.length;
      stall.refresh();
      options.onBytes(received);
    });
    await pipeline(body, createWriteStream(partial, { flags: resumed ? "a" : "w" }));
  } finally {
    clearTimeout(stall);
  }
};

const isWorthRetrying = (error: unknown): boolean =>
  error instanceof DownloadBroken ||
  error instanceof TypeError ||
  (error instanceof Error &&
    "code" in error &&
    ["ECONNRESET", "UND_ERR_SOCKET", "ERR_STREAM_PREMATURE_CLOSE"].includes(String(error.code)));

const attemptOnce = async (download: Download, partial: string, options: Required<DownloadOptions>): Promise<void> => {
  await fetchRest(download, partial, options);
  const size = sizeOf(partial);
  if (size < download.bytes) {
    throw new DownloadBroken(`${size} of ${download.bytes} bytes arrived`);
  }
  const sha256 = await sha256Of(partial);
  if (size === download.bytes && sha256 === download.sha256) return;
  // Resuming would keep the wrong bytes.
  rmSync(partial);
  throw new DownloadBroken(`its SHA-256 is ${sha256}, expected ${download.sha256}`);
};

/** Leaves the verified file at its target. Throws if every attempt failed; the next call resumes the download. */
export const downloadFile = async (download: Download, given: DownloadOptions): Promise<void> => {
  const options = { attempts: 5, retrySeconds: 1, stallSeconds: 60, ...given };
  if (await isIntact(download)) return;
  mkdirSync(dirname(download.target), { recursive: true });
  const partial = `${download.target}.partial`;
  let reason = "";
  for (let attempt = 0; attempt < options.attempts; attempt += 1) {
    if (attempt > 0) await sleep(options.retrySeconds * 1000 * 2 ** (attempt - 1));
    try {
      await attemptOnce(download, partial, options);
      renameSync(partial, download.target);
      return;
    } catch (error) {
      if (!isWorthRetrying(error)) throw error;
      const cause = (error as Error).cause;
      reason = cause instanceof Error ? `${(error as Error).message}: ${cause.message}` : (error as Error).message;
    }
  }
  throw sandboxError(
    "SANDBOX_DOWNLOAD_FAILED",
    download.url,
    `${options.attempts} attempts failed, the last because ${reason}`,
    "check the network and start again; what has arrived is kept",
  );
};
