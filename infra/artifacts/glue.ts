import { readdirSync } from "node:fs";
import { join, sep } from "node:path";
import * as pulumi from "@pulumi/pulumi";

const packageName = "lakehouse";

export const jobScript = (root: string): pulumi.asset.Asset =>
  new pulumi.asset.FileAsset(join(root, "glue/jobs/process.py"));

/** The Python package that the job imports, as Glue takes it: a zip with the package's folder at its top. */
export const jobLibrary = (root: string): pulumi.asset.Archive => {
  const folder = join(root, "glue", packageName);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".py"))
    .sort();
  return new pulumi.asset.AssetArchive(
    Object.fromEntries(
      files.map((file) => [
        `${packageName}/${file.split(sep).join("/")}`,
        new pulumi.asset.FileAsset(join(folder, file)),
      ]),
    ),
  );
};
