import type { S3Client } from "@aws-sdk/client-s3";
import { putObject, readText } from "./objects.ts";

/** HTML pages, stored next to the documents in the artifacts bucket. */
export interface PageStore {
  /** `undefined` if there is no such page. */
  readonly read: (key: string) => Promise<string | undefined>;
  readonly write: (key: string, html: string) => Promise<void>;
}

export const pageStore = (client: S3Client, bucket: string): PageStore => ({
  read: async (key) => (await readText(client, bucket, key))?.text,
  write: async (key, html) => {
    await putObject(client, { Bucket: bucket, Key: key, Body: html, ContentType: "text/html; charset=utf-8" });
  },
});
