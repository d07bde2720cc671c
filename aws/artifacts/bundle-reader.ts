import { bundleKind, type Bundle } from "../../model/documents/contract-bundle.ts";
import { asOneProblem, checkDocument } from "../../model/documents/document.ts";
import { Fault } from "../../model/fault.ts";
import type { Documents } from "../s3/documents.ts";

export type ReadBundle = (key: string) => Promise<Bundle>;

/** Compiled contracts by key. A key identifies its content, so each key is read only once. */
export const bundleReader = (store: Pick<Documents, "read" | "write">): ReadBundle => {
  const known = new Map<string, Bundle>();
  return async (key) => {
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const checked = checkDocument(bundleKind, await store.read(key), key);
    if (checked.problems !== undefined) throw new Fault(asOneProblem(checked.problems), { retry: "later" });
    known.set(key, checked.document);
    return checked.document;
  };
};
