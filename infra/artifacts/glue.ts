import { readdirSync } from "node:fs";
import { join, sep } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { JobName } from "../../model/parts.ts";

const packageName = "lakehouse";

/** The script of a job. */
export const jobScript = (root: string, job: JobName): pulumi.asset.Asset =>
  new pulumi.asset.FileAsset(join(root, `glue/jobs/${job}.py`));

/**
 * The Python package that the jobs import, in the form Glue expects: a zip with the package's folder at the top level.
 */
export const jobLibrary = (root: string): pulumi.asset.Archive => {
  const folder = join(root, "glue", packageName);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(py|json)$/.test(file))
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
