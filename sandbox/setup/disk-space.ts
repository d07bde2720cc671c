import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { sandboxError } from "../problems.ts";

const mebibyte = 1024 * 1024;

const nearestExisting = (path: string): string => (existsSync(path) ? path : nearestExisting(dirname(path)));

/** Throws unless `folder`'s file system has `neededBytes` free. */
export const requireDiskSpace = (folder: string, neededBytes: number): void => {
  const { bavail, bsize } = statfsSync(nearestExisting(folder));
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  const inMebibytes = (bytes: number): string => Math.ceil(bytes / mebibyte).toString();
  throw sandboxError(
    "SANDBOX_DISK_FULL",
    folder,
    `${inMebibytes(neededBytes)} MiB are needed, ${inMebibytes(freeBytes)} MiB are free`,
    "free some space; XDG_CACHE_HOME moves the cache to another disk",
  );
};
