/** Resources as plain JSON: inputs, which may contain files and secrets, for reading, diffing, or hashing. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { RegisteredResource } from "./program.ts";

export const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

const describeAsset = async (asset: unknown, root: string): Promise<object> => {
  if (asset instanceof pulumi.asset.FileAsset) {
    const path = await asset.path;
    return { asset: "file", path: relative(root, path), sha256: sha256(readFileSync(path)) };
  }
  if (asset instanceof pulumi.asset.StringAsset) {
    return { asset: "text", sha256: sha256(await asset.text) };
  }
  throw new Error(`An asset of a kind that the program doesn't use: ${String(asset)}`);
};

const describeArchive = async (archive: pulumi.asset.AssetArchive, root: string): Promise<object> => {
  const assets = Object.entries(await archive.assets);
  const described = await Promise.all(assets.map(async ([path, asset]) => [path, await describeAsset(asset, root)]));
  return { archive: Object.fromEntries(described) as Record<string, object> };
};

const describeInput = async (value: unknown, root: string): Promise<unknown> => {
  if (value instanceof pulumi.asset.AssetArchive) {
    return describeArchive(value, root);
  }
  if (value instanceof pulumi.asset.Asset) {
    return describeAsset(value, root);
  }
  if (Array.isArray(value)) {
    return Promise.all(value.map((item: unknown) => describeInput(item, root)));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const entries = Object.entries(value).filter(([key]) => !key.startsWith("__"));
  const described = await Promise.all(entries.map(async ([key, item]) => [key, await describeInput(item, root)]));
  return Object.fromEntries(described) as Record<string, unknown>;
};

/**
 * Plain JSON of a resource's inputs.
 *
 * @param root folder that files' paths are relative to; their contents are given as SHA-256
 * @param describeSecret replacement for a secret input, given its plain JSON
 */
export const describeInputs = async (
  { inputs, secretInputs }: Pick<RegisteredResource, "inputs" | "secretInputs">,
  root: string,
  describeSecret: (value: unknown) => unknown,
): Promise<Readonly<Record<string, unknown>>> => {
  const described = await Promise.all(
    Object.entries(inputs).map(async ([key, value]) => {
      const plain = await describeInput(value, root);
      return [key, secretInputs.includes(key) ? describeSecret(plain) : plain];
    }),
  );
  return Object.fromEntries(described) as Record<string, unknown>;
};
