import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";

/** JSON documents in the artifacts bucket, by key. */
export interface ArtifactStore {
  /** Undefined when there is no such document. */
  readonly read: (key: string) => Promise<unknown>;
  readonly write: (key: string, document: unknown) => Promise<void>;
}

/** Pages for people beside them. */
export interface PageStore {
  /** Undefined when there is no such page. */
  readonly read: (key: string) => Promise<string | undefined>;
  readonly write: (key: string, html: string) => Promise<void>;
}

const readText = async (client: S3Client, Bucket: string, Key: string): Promise<string | undefined> => {
  try {
    return (await (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? "";
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
};

export const pageStore = (client: S3Client, bucket: string): PageStore => ({
  read: (key) => readText(client, bucket, key),
  write: async (Key, Body) => {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: "text/html; charset=utf-8" }));
  },
});

export const artifactStore = (client: S3Client, bucket: string): ArtifactStore => ({
  read: async (key) => {
    const text = await readText(client, bucket, key);
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  },
  write: async (key, document) => {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: JSON.stringify(document, undefined, 1),
        ContentType: "application/json",
      }),
    );
  },
});
