/** S3's contents are on disk, through versions, ranges, multipart uploads, copies, deletes and a kill. */
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { startEmulator, type Emulator } from "../../support/emulator.ts";

const mebibyte = 1024 * 1024;
const Bucket = "kept";

describe("Bodies of objects", () => {
  let emulator: Emulator;
  let s3: S3Client;

  const connect = (): S3Client =>
    new S3Client({
      endpoint: `http://127.0.0.1:${emulator.port}`,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      forcePathStyle: true,
    });

  const put = async (Key: string, Body: Buffer): Promise<string | undefined> =>
    (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;

  const get = async (Key: string, more: { VersionId?: string | undefined; Range?: string } = {}): Promise<Buffer> =>
    Buffer.from(
      (await (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToByteArray()) ?? [],
    );

  const remove = (Key: string, VersionId?: string) => s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));

  const residentBytes = (): number =>
    Number(execFileSync("ps", ["-o", "rss=", "-p", emulator.processId.toString()], { encoding: "utf8" })) * 1024;

  /** Files with several hard links count once. */
  const bytesOnDisk = (): number => {
    const folder = join(emulator.folder, "data", "s3");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((path) => statSync(join(folder, path)))
      .filter((found) => found.isFile());
    return [...new Map(files.map(({ ino, size }) => [ino, size])).values()].reduce((sum, size) => sum + size, 0);
  };

  const refusal = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
    } catch (error) {
      return (error as Error).name;
    }
    throw new Error("It was not refused.");
  };

  // Settings of buckets are saved periodically: a kill may lose the newest.
  const keepVersions = () =>
    s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));

  before(async () => {
    emulator = await startEmulator();
    s3 = connect();
    await s3.send(new CreateBucketCommand({ Bucket }));
    await keepVersions();
  });

  after(() => emulator.stop());

  it("leave memory when they were written, and the disk when their versions are deleted", async () => {
    const body = randomBytes(8 * mebibyte);
    await put("warm-up", body);
    const before = residentBytes();
    const versions: (string | undefined)[] = [];
    for (let count = 0; count < 40; count += 1) versions.push(await put("large", body));
    expect(residentBytes() - before, "320 MiB were written").to.be.below(120 * mebibyte);
    expect(bytesOnDisk()).to.be.within(41 * body.length, 41.5 * body.length);
    await remove("large");
    expect(bytesOnDisk(), "a delete marker hides, and adds nothing").to.be.within(41 * body.length, 41.5 * body.length);
    const { DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "large" }));
    for (const version of [...versions, DeleteMarkers?.[0]?.VersionId]) await remove("large", version);
    expect(bytesOnDisk()).to.be.within(body.length, 1.5 * body.length);
  });

  it("are those of their versions, also when a newer one is deleted, and after a kill", async () => {
    const bodies = ["one", "two", "three"].map((text) => Buffer.from(text));
    const ids: (string | undefined)[] = [];
    for (const body of bodies) ids.push(await put("folder/versions", body));
    await remove("folder/versions");
    await put("folder/versions/below", Buffer.from("its own"));
    await put("folder/hidden", Buffer.from("hidden"));
    await remove("folder/hidden");
    await put("folder/shown", Buffer.from("old"));
    const newest = await put("folder/shown", Buffer.from("new"));
    await remove("folder/shown", newest);
    const check = async (): Promise<void> => {
      expect(await refusal(get("folder/versions"))).to.equal("NoSuchKey");
      expect(await refusal(get("folder/hidden"))).to.equal("NoSuchKey");
      for (const [index, VersionId] of ids.entries()) {
        expect(await get("folder/versions", { VersionId })).to.deep.equal(bodies[index]);
      }
      expect((await get("folder/versions/below")).toString()).to.equal("its own");
      expect((await get("folder/shown")).toString()).to.equal("old");
    };
    await check();
    await emulator.kill();
    emulator = await startEmulator(emulator.folder);
    s3 = connect();
    await keepVersions();
    await check();
    const { DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "folder/versions" }));
    await remove("folder/versions", DeleteMarkers?.[0]?.VersionId);
    expect((await get("folder/versions")).toString()).to.equal("three");
    await remove("folder/versions", ids[2]);
    expect((await get("folder/versions")).toString()).to.equal("two");
    await put("folder/versions", Buffer.from("four"));
    expect(await get("folder/versions", { VersionId: ids[1] })).to.deep.equal(bodies[1]);
  });

  it("can be read by ranges, and are refused beyond their end", async () => {
    const body = randomBytes(100_000);
    await put("ranges", body);
    expect(await get("ranges", { Range: "bytes=10-19" })).to.deep.equal(body.subarray(10, 20));
    expect(await get("ranges", { Range: "bytes=-8" })).to.deep.equal(body.subarray(-8));
    expect(await get("ranges", { Range: "bytes=99990-" })).to.deep.equal(body.subarray(99_990));
    expect(await refusal(get("ranges", { Range: "bytes=100000-" }))).to.equal("InvalidRange");
    await put("empty", Buffer.alloc(0));
    expect(await refusal(get("empty", { Range: "bytes=0-" }))).to.equal("InvalidRange");
    expect(await get("empty")).to.have.length(0);
  });

  it("are written once where that was asked for, and are whole after uploads in parts and copies", async () => {
    const body = randomBytes(6 * mebibyte);
    const once = () => s3.send(new PutObjectCommand({ Bucket, Key: "once", Body: body, IfNoneMatch: "*" }));
    await once();
    expect(await refusal(once())).to.equal("PreconditionFailed");
    const target = { Bucket, Key: "parts" };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
    const pieces = [body.subarray(0, 5 * mebibyte), body.subarray(5 * mebibyte)];
    const Parts = await Promise.all(
      pieces.map(async (Body, index) => {
        const part = { PartNumber: index + 1, UploadId };
        const { ETag } = await s3.send(new UploadPartCommand({ ...target, ...part, Body }));
        return { PartNumber: part.PartNumber, ETag };
      }),
    );
    await s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
    await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/parts` }));
    expect((await get("parts")).equals(body)).to.equal(true);
    expect((await get("copy")).equals(body)).to.equal(true);
    expect((await get("once")).equals(body)).to.equal(true);
  });
});
