import { environmentKey, production } from "../../model/sql/environment.ts";
import type { Reader } from "../../model/documents/sql-bundle.ts";
import type { ArtifactStore } from "./artifact-store.ts";

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

/**
 * Who reads what in production, as it was last applied: nobody before that.
 *
 * @returns undefined when it was applied by a release that didn't write down who reads what
 */
export const readReaders = async ({ read }: Pick<ArtifactStore, "read">): Promise<readonly Reader[] | undefined> => {
  const bundleKey = fieldOf(await read(environmentKey(production)), "bundleKey");
  if (typeof bundleKey !== "string") return [];
  const readers = fieldOf(await read(bundleKey), "readers");
  return Array.isArray(readers) ? (readers as readonly Reader[]) : undefined;
};
