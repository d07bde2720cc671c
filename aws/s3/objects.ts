/** Objects of a bucket, by key. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";

export interface FoundText {
  readonly text: string;
  readonly etag: string;
}

/** An object's text; `undefined` if there is no such object. */
export const readText = async (client: S3Client, bucket: string, key: string): Promise<FoundText | undefined> => {
  try {
    const { Body: body, ETag: etag = "" } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return { text: (await body?.transformToString()) ?? "", etag };
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
};

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
}

/** Objects with a prefix, ordered by key. */
export const listObjects = async (
  client: S3Client,
  bucket: string,
  prefix: string,
): Promise<readonly ListedObject[]> => {
  const objects: ListedObject[] = [];
  const asked = { Bucket: bucket, Prefix: prefix };
  for await (const { Contents: page = [] } of paginateListObjectsV2({ client }, asked)) {
    objects.push(...page.map(({ Key: key = "", Size: bytes = 0 }) => ({ key, bytes })));
  }
  return objects;
};

export const removeObject = async (client: S3Client, bucket: string, key: string): Promise<void> => {
  await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
};

/** HTTP status of an error response. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && "$metadata" in error
    ? (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode
    : undefined;

/** Another conditional write of the key is in progress (S3's 409), which the SDK does not retry. */
export const isWrittenMeanwhile = (error: unknown): boolean => statusOf(error) === 409;

/** The object does not meet the condition of a write. */
const isOtherwise = (error: unknown): boolean => statusOf(error) === 412;

/**
 * Conditional write of an object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * @returns the new object's ETag; `undefined` if the condition does not hold
 * @throws an error for which `isWrittenMeanwhile` is true if the outcome is still open
 */
export const putObject = async (client: S3Client, object: PutObjectCommandInput): Promise<string | undefined> => {
  try {
    return (await client.send(new PutObjectCommand(object))).ETag ?? "";
  } catch (error) {
    if (isOtherwise(error)) return undefined;
    throw error;
  }
};
