import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { Fault } from "../../model/fault.ts";
import { type Clock } from "../clock.ts";
import { fullJitterMs } from "../retry.ts";

export interface RawObject {
  readonly key: string;
  readonly bytes: number;
}

/** The raw zone: objects are written once and never replaced. */
export interface RawStore {
  /**
   * Writes the object unless the same bytes are there already.
   *
   * @param sha256 hex digest of `body`
   * @throws Fault PAGE_CONFLICT when the key holds other bytes
   */
  readonly putOnce: (key: string, body: Uint8Array, sha256: string) => Promise<"WRITTEN" | "SAME">;
  readonly list: (prefix: string) => Promise<readonly RawObject[]>;
  /** At most the first `bytes` of an object that isn't empty. */
  readonly readStart: (key: string, bytes: number) => Promise<Uint8Array>;
}

const statusOf = (error: unknown): number | undefined => {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return undefined;
  return (error.$metadata as { httpStatusCode?: number }).httpStatusCode;
};

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

const writeAttempts = 5;

export const rawStore = (client: S3Client, bucket: string, clock: Clock): RawStore => {
  const put = async (key: string, body: Uint8Array, checksum: string): Promise<"WRITTEN" | "EXISTS"> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: body,
            IfNoneMatch: "*",
            ChecksumSHA256: checksum,
            ContentType: "application/gzip",
          }),
        );
        return "WRITTEN";
      } catch (error) {
        const status = statusOf(error);
        if (status === 412) return "EXISTS";
        // 409: another conditional write of the key is under way; the SDK doesn't retry it.
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
        if (status !== 409 || attempt + 1 >= writeAttempts) throw error;
        await clock.sleep(fullJitterMs(attempt, { baseMs: 100, capMs: 2_000 }, clock.random));
      }
    }
  };
  return {
    putOnce: async (key, body, sha256) => {
      const checksum = Buffer.from(sha256, "hex").toString("base64");
      if ((await put(key, body, checksum)) === "WRITTEN") return "WRITTEN";
      const stored = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: "ENABLED" }));
      if (stored.ChecksumSHA256 !== checksum) throw conflict(key);
      return "SAME";
    },
    readStart: async (key, bytes) => {
      const range = `bytes=0-${bytes - 1}`;
      const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: range }));
      return (await object.Body?.transformToByteArray()) ?? new Uint8Array();
    },
    list: async (prefix) => {
      const objects: RawObject[] = [];
      let token: string | undefined;
      do {
        const answer = await client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(token && { ContinuationToken: token }) }),
        );
        for (const { Key, Size } of answer.Contents ?? []) objects.push({ key: Key ?? "", bytes: Size ?? 0 });
        token = answer.NextContinuationToken;
      } while (token !== undefined);
      return objects;
    },
  };
};
