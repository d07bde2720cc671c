import { DeleteObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { toBytes } from "../archive.ts";
import { defineType, removeIfThere, type AnyResourceType, type Applied } from "../resource-type.ts";

interface ObjectInputs {
  readonly bucket: string;
  readonly key: string;
  readonly content?: string;
  readonly contentType?: string;
  /** A file or an archive of the program. */
  readonly source?: unknown;
}

export const bucketObject = (client: S3Client): AnyResourceType => {
  const put = async ({ bucket, key, content, contentType, source }: ObjectInputs): Promise<Applied> => {
    const body = content ?? (await toBytes(source));
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ...(contentType !== undefined && { ContentType: contentType }),
      }),
    );
    return { id: key, outputs: {} };
  };
  return defineType<ObjectInputs>({
    inputs: ["bucket", "key", "content", "contentType", "source"],
    replaceOn: ["bucket", "key"],
    create: put,
    update: put,
    delete: ({ id }, inputs) =>
      removeIfThere(
        () => client.send(new DeleteObjectCommand({ Bucket: String(inputs["bucket"]), Key: id })),
        ["NoSuchBucket"],
      ),
  });
};
