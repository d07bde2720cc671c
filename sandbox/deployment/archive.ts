import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { zipSync } from "fflate";

const content = async (asset: unknown): Promise<Buffer> => {
  if (asset instanceof pulumi.asset.FileAsset) {
    return readFileSync(await asset.path);
  }
  if (asset instanceof pulumi.asset.StringAsset) {
    return Buffer.from(await asset.text);
  }
  throw new Error(`An asset of a kind that the program doesn't use: ${String(asset)}`);
};

/** A zip can't hold times before 1980; one fixed time makes equal sources produce equal archives. */
const fixedTime = new Date(1980, 0, 1);

/** The bytes of a file, or of a zip with the archive's files ordered by name. */
export const toBytes = async (source: unknown): Promise<Uint8Array> => {
  if (!(source instanceof pulumi.asset.AssetArchive)) {
    return content(source);
  }
  const assets = Object.entries(await source.assets).sort(([a], [b]) => (a < b ? -1 : 1));
  const files = await Promise.all(assets.map(async ([path, asset]) => [path, await content(asset)] as const));
  return zipSync(Object.fromEntries(files), { mtime: fixedTime, level: 6 });
};
