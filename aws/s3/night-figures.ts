/** Stores a night's figures where Athena reads them: as lines of JSON in S3, for which `govern` has created a table. */
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { nightFiguresKey, type nightFiguresOf } from "../../model/night-figures.ts";

/** Writes the rows of a run's report; repeating the run's report replaces its own rows. */
export type KeepFigures = (runId: string, figures: ReturnType<typeof nightFiguresOf>) => Promise<void>;

export const figuresKeeper =
  (client: S3Client, bucket: string): KeepFigures =>
  async (runId, figures) => {
    for (const [source, rows] of figures) {
      const Body = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
      const Key = nightFiguresKey(source, runId);
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: "application/x-ndjson" }));
    }
  };
