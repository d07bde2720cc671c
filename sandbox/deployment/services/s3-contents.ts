import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";

/** Removes every object of a bucket with all its versions; does nothing if the bucket is gone. */
export const emptyBucket = async (client: S3Client, bucket: string): Promise<void> => {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await client
      .send(new ListObjectVersionsCommand({ Bucket: bucket }))
      .catch((error: unknown) => {
        if (error instanceof Error && error.name === "NoSuchBucket") {
          return { Versions: [], DeleteMarkers: [] };
        }
        throw error;
      });
    const objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (objects.length === 0) {
      return;
    }
    await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }));
  }
};
