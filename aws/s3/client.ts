import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { clientSettings } from "../client-settings.ts";

export const s3Client = (own: S3ClientConfig = {}): S3Client => new S3Client({ ...clientSettings, ...own });
