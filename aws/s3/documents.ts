import type { PutObjectCommandInput, S3Client } from "@aws-sdk/client-s3";
import { parseJson } from "../../model/validation/json.ts";
import { isWrittenMeanwhile, listObjects, putObject, readText, removeObject } from "./objects.ts";

/** A document and the ETag of its object. */
export interface StoredDocument {
  readonly document: unknown;
  readonly etag: string;
}

/** JSON documents in the artifacts bucket, by key. */
export interface Documents {
  /** `undefined` if there is no such document. */
  readonly read: (key: string) => Promise<unknown>;
  /** Writes it, replacing any existing document. */
  readonly write: (key: string, document: unknown) => Promise<void>;
  readonly remove: (key: string) => Promise<void>;
  /** Keys with a prefix, in order. */
  readonly keys: (prefix: string) => Promise<readonly string[]>;
}

/** Documents that only one writer at a time may change: S3's conditional writes are the lock. */
export interface LockedDocuments extends Pick<Documents, "read" | "keys"> {
  /** `undefined` if there is no such document. */
  readonly find: (key: string) => Promise<StoredDocument | undefined>;
  /** The new object's ETag; `undefined` if the key already exists. */
  readonly create: (key: string, text: string) => Promise<string | undefined>;
  /** Writes it, replacing any existing document. */
  readonly put: (key: string, text: string) => Promise<void>;
  /** The new object's ETag; `undefined` if the object's ETag is no longer `etag`. */
  readonly replace: (key: string, text: string, etag: string) => Promise<string | undefined>;
}

const contentType = "application/json";

const finder =
  (client: S3Client, bucket: string): LockedDocuments["find"] =>
  async (key) => {
    const found = await readText(client, bucket, key);
    // What is no JSON is handed over as text, which no document's schema accepts: its reader says so
    return found && { document: parseJson(found.text) ?? found.text, etag: found.etag };
  };

const keysOf =
  (client: S3Client, bucket: string): Documents["keys"] =>
  async (prefix) =>
    (await listObjects(client, bucket, prefix)).map(({ key }) => key);

export const s3Documents = (client: S3Client, bucket: string): Documents => {
  const find = finder(client, bucket);
  return {
    read: async (key) => (await find(key))?.document,
    write: async (key, document) => {
      const text = JSON.stringify(document, undefined, 1);
      await putObject(client, { Bucket: bucket, Key: key, Body: text, ContentType: contentType });
    },
    remove: (key) => removeObject(client, bucket, key),
    keys: keysOf(client, bucket),
  };
};

export const lockedDocuments = (client: S3Client, bucket: string): LockedDocuments => {
  const find = finder(client, bucket);
  const put = async (
    key: string,
    text: string,
    condition: Pick<PutObjectCommandInput, "IfMatch" | "IfNoneMatch">,
  ): Promise<string | undefined> => {
    const object = { Bucket: bucket, Key: key, Body: text, ContentType: contentType, ...condition };
    try {
      return await putObject(client, object);
    } catch (error) {
      // the other writer counts as the first one
      if (isWrittenMeanwhile(error)) return undefined;
      throw error;
    }
  };
  return {
    find,
    read: async (key) => (await find(key))?.document,
    keys: keysOf(client, bucket),
    put: async (key, text) => {
      await put(key, text, {});
    },
    create: (key, text) => put(key, text, { IfNoneMatch: "*" }),
    replace: (key, text, etag) => put(key, text, { IfMatch: etag }),
  };
};
