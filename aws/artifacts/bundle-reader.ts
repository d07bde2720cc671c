import { bundleKind, type Bundle } from "../../model/documents/contract-bundle.ts";
import { upgradedBundle } from "../../model/documents/earlier-bundle.ts";
import { readOrFault } from "../../model/documents/document-fault.ts";
import type { Documents } from "../s3/documents.ts";

export type ReadBundle = (key: string) => Promise<Bundle>;

/** Compiled contracts by key. A key identifies its content, so each key is read only once. */
export const bundleReader = (store: Pick<Documents, "read" | "write">): ReadBundle => {
  const known = new Map<string, Bundle>();
  return async (key) => {
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const bundle = readOrFault(bundleKind, upgradedBundle(await store.read(key)), key, "later");
    known.set(key, bundle);
    return bundle;
  };
};
