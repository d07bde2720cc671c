import { GetObjectCommand, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { Fault } from "../../model/fault.ts";
import type { Clock } from "../clock.ts";
import { retried, type RetryPolicy } from "../retry.ts";
import { isWrittenMeanwhile, listObjects, putObject, type ListedObject } from "./objects.ts";

/** The raw zone: objects are written once and never replaced. */
export interface RawStore {
  /**
   * Writes the object unless it already exists with the same bytes.
   *
   * @param sha256 hex digest of `body`
   * @throws Fault PAGE_CONFLICT if the key has other bytes
   */
  readonly putOnce: (key: string, body: Uint8Array, sha256: string) => Promise<"WRITTEN" | "SAME">;
  readonly list: (prefix: string) => Promise<readonly ListedObject[]>;
  /** At most the first `bytes` of a nonempty object. */
  readonly readStart: (key: string, bytes: number) => Promise<Uint8Array>;
}

const conflict = (key: string): Fault =>
  new Fault(
    {
      code: "PAGE_CONFLICT",
      place: `raw object ${key}`,
      message: "an earlier delivery of this page wrote other bytes, so the source changed in between",
      fix: "run the night again; the next attempt has keys of its own",
    },
    { retry: "later" },
  );

const undecided: RetryPolicy = {
  passes: isWrittenMeanwhile,
  backoff: { baseMs: 100, capMs: 2_000 },
  attempts: 5,
};

export const rawStore = (client: S3Client, bucket: string, clock: Clock): RawStore => ({
  putOnce: async (key, body, sha256) => {
    const checksum = Buffer.from(sha256, "hex").toString("base64");
    const object = { Bucket: bucket, Key: key, Body: body, ChecksumSHA256: checksum, ContentType: "application/gzip" };
    const write = () => putObject(client, { ...object, IfNoneMatch: "*" });
    if ((await retried(write, clock, undecided)) !== undefined) return "WRITTEN";
    const stored = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: "ENABLED" }));
    if (stored.ChecksumSHA256 !== checksum) throw conflict(key);
    return "SAME";
  },
  readStart: async (key, bytes) => {
    const range = `bytes=0-${bytes - 1}`;
    const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: range }));
    return (await object.Body?.transformToByteArray()) ?? new Uint8Array();
  },
  list: (prefix) => listObjects(client, bucket, prefix),
});
