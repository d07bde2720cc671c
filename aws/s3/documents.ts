/** JSON documents in the artifacts bucket that only one writer at a time may change: S3's conditional writes are the lock. */
import {
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";

/** A document and the ETag of the object that it was read from. */
export interface Stored<Document> {
  readonly document: Document;
  readonly etag: string;
}

export interface Documents {
  readonly read: (key: string) => Promise<Stored<unknown> | undefined>;
  /** Keys below a prefix, in their order. */
  readonly keys: (prefix: string) => Promise<readonly string[]>;
  /** The new object's ETag; undefined when there is one of that key already. */
  readonly create: (key: string, text: string) => Promise<string | undefined>;
  /** Writes it, whatever is there. */
  readonly put: (key: string, text: string) => Promise<void>;
  /** The new object's ETag; undefined when the object is not the one of `etag` any more. */
  readonly replace: (key: string, text: string, etag: string) => Promise<string | undefined>;
}

/** 409: another conditional write of the key is under way. */
const lostStatuses: readonly (number | undefined)[] = [409, 412];

const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && "$metadata" in error
    ? (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode
    : undefined;

export const s3Documents = (client: S3Client, bucket: string): Documents => {
  const put = async (
    key: string,
    text: string,
    condition: Pick<PutObjectCommandInput, "IfMatch" | "IfNoneMatch">,
  ): Promise<string | undefined> => {
    const object = { Bucket: bucket, Key: key, Body: text, ContentType: "application/json", ...condition };
    try {
      return (await client.send(new PutObjectCommand(object))).ETag ?? "";
    } catch (error) {
      if (lostStatuses.includes(statusOf(error))) return undefined;
      throw error;
    }
  };
  return {
    read: async (key) => {
      try {
        const { Body: body, ETag: etag = "" } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return { document: JSON.parse((await body?.transformToString()) ?? "null") as unknown, etag };
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    keys: async (prefix) => {
      const keys: string[] = [];
      for await (const { Contents: page = [] } of paginateListObjectsV2(
        { client },
        { Bucket: bucket, Prefix: prefix },
      )) {
        keys.push(...page.map(({ Key: key = "" }) => key));
      }
      return keys;
    },
    put: async (key, text) => {
      await put(key, text, {});
    },
    create: (key, text) => put(key, text, { IfNoneMatch: "*" }),
    replace: (key, text, etag) => put(key, text, { IfMatch: etag }),
  };
};
