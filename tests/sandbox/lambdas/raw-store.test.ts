import { createHash } from "node:crypto";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { s3Documents } from "../../../aws/s3/documents.ts";
import { bundleReader } from "../../../aws/artifacts/bundle-reader.ts";
import { Fault } from "../../../model/fault.ts";
import { rawStore, type RawStore } from "../../../aws/s3/raw-store.ts";
import { systemClock } from "../../../aws/clock.ts";
import { createStores, type Stores } from "./stores.ts";

const sha256 = (body: Uint8Array): string => createHash("sha256").update(body).digest("hex");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("raw zone on S3", () => {
  let stores: Stores;
  let raw: RawStore;

  before(async () => {
    stores = await createStores();
    raw = rawStore(stores.s3, stores.bucket, systemClock);
  });
  after(async () => stores.remove());

  const put = async (key: string, body: Uint8Array): Promise<string> => raw.putOnce(key, body, sha256(body));

  it("writes an object once; the same bytes again are fine", async () => {
    expect(await put("a/one", bytes("page"))).to.equal("WRITTEN");
    expect(await put("a/one", bytes("page"))).to.equal("SAME");
  });

  it("never replaces an object by other bytes", async () => {
    await put("a/two", bytes("page"));
    let failure: unknown;
    try {
      await put("a/two", bytes("other page"));
    } catch (error) {
      failure = error;
    }
    expect(failure).to.be.instanceOf(Fault).with.property("name", "PAGE_CONFLICT");
    const stored = await stores.s3.send(new GetObjectCommand({ Bucket: stores.bucket, Key: "a/two" }));
    expect(await stored.Body?.transformToString()).to.equal("page");
  });

  it("lets one of several writers at once win", async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, async () => put("a/three", bytes("page"))));
    expect(outcomes.filter((outcome) => outcome === "WRITTEN")).to.have.length(1);
    expect(outcomes.filter((outcome) => outcome === "SAME")).to.have.length(7);
  });

  it("refuses bytes that are not what their digest says", async () => {
    let failure: unknown;
    try {
      await raw.putOnce("a/four", bytes("flipped"), sha256(bytes("page")));
    } catch (error) {
      failure = error;
    }
    expect(failure).to.be.an("error");
    expect((await raw.list("a/four")).length).to.equal(0);
  });

  it("reads the beginning of an object, and all of one that is shorter", async () => {
    await put("a/five", bytes("12345"));
    expect(Buffer.from(await raw.readStart("a/five", 3)).toString()).to.equal("123");
    expect(Buffer.from(await raw.readStart("a/five", 300)).toString()).to.equal("12345");
  });

  it("lists what is below a prefix, with sizes", async () => {
    await put("list/run=1/page-0", bytes("12345"));
    await put("list/run=10/page-0", bytes("1"));
    expect(await raw.list("list/run=1/")).to.deep.equal([{ key: "list/run=1/page-0", bytes: 5 }]);
  });

  it("keeps JSON documents, and says when there is none", async () => {
    const artifacts = s3Documents(stores.s3, stores.bucket);
    await artifacts.write("runs/r/report.json", { state: "SUCCEEDED" });
    expect(await artifacts.read("runs/r/report.json")).to.deep.equal({ state: "SUCCEEDED" });
    expect(await artifacts.read("runs/r/none.json")).to.equal(undefined);
  });

  it("names the contracts that are missing", async () => {
    let failure: unknown;
    try {
      await bundleReader(s3Documents(stores.s3, stores.bucket))("contracts/none.json");
    } catch (error) {
      failure = error;
    }
    expect(failure).to.be.an("error").with.property("message").that.contains("BUNDLE_UNREADABLE contracts/none.json");
  });
});
