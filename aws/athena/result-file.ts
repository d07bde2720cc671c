import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";

/**
 * Size of one read in bytes. A complete read is in memory before its rows are returned, so that a slow consumer does
 * not hold a connection open, which S3 would close.
 */
const readBytes = 2 * 1024 * 1024;

const lengthIn = (contentRange: string | undefined): number => Number(/\/(\d+)$/.exec(contentRange ?? "")?.[1] ?? 0);

/**
 * The text of an object, in pieces of a few megabytes. The next piece is fetched while the current one is used.
 *
 * @param uri `s3://<bucket>/<key>` of an object that is not empty
 */
export async function* textOf(client: S3Client, uri: string, signal?: AbortSignal): AsyncGenerator<string> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  const read = async (start: number) => {
    const range = `bytes=${start}-${start + readBytes - 1}`;
    const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: range }), {
      ...(signal && { abortSignal: signal }),
    });
    return {
      bytes: (await answer.Body?.transformToByteArray()) ?? new Uint8Array(),
      total: lengthIn(answer.ContentRange),
    };
  };
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let start = 0;
  let reading = read(start);
  for (;;) {
    signal?.throwIfAborted();
    const { bytes, total } = await reading;
    start += bytes.length;
    const isLast = bytes.length === 0 || start >= total;
    if (!isLast) {
      reading = read(start);
      // a consumer that stops reading ignores the error; one that continues awaits it
      reading.catch(() => undefined);
    }
    yield decoder.decode(bytes, { stream: !isLast });
    if (isLast) return;
  }
}
