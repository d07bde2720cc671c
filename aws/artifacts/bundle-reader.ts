import type { Bundle } from "../../model/documents/contract-bundle.ts";
import { Fault } from "../../model/fault.ts";
import type { ArtifactStore } from "./artifact-store.ts";

const isBundle = (value: unknown): value is Bundle =>
  typeof value === "object" && value !== null && "formatVersion" in value && value.formatVersion === 1;

export type ReadBundle = (key: string) => Promise<Bundle>;

/** Compiled contracts by key. A key names its content, so what was read once is never read again. */
export const bundleReader = (store: ArtifactStore): ReadBundle => {
  const known = new Map<string, Bundle>();
  return async (key) => {
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const bundle = await store.read(key);
    if (!isBundle(bundle)) {
      const found = bundle === undefined ? "there is no such object" : "its formatVersion is not 1";
      throw new Fault(
        {
          code: "BUNDLE_UNREADABLE",
          place: key,
          message: found,
          fix: "deploy the stack again, it uploads the contracts",
        },
        { retry: "later" },
      );
    }
    known.set(key, bundle);
    return bundle;
  };
};
