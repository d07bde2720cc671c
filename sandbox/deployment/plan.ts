/** Decides what to do with a resource. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { Described } from "./resource-type.ts";
import type { DeployedResource } from "./state.ts";

export type Action = "create" | "update" | "replace" | "keep";

/** Compares inputs as plain JSON with those of the existing resource. */
export const decide = (
  wanted: Described,
  deployed: DeployedResource | undefined,
  replaceOn: readonly string[],
): Action => {
  if (deployed === undefined) {
    return "create";
  }
  const isSame = (key: string): boolean => isDeepStrictEqual(wanted[key], deployed.inputs[key]);
  if (!replaceOn.every(isSame)) {
    return "replace";
  }
  return isDeepStrictEqual(wanted, deployed.inputs) ? "keep" : "update";
};

/** What the program no longer registers, newest first: a resource is removed before its dependencies. */
export const vanished = (
  deployed: Readonly<Record<string, DeployedResource>>,
  registered: ReadonlySet<string>,
): (readonly [string, DeployedResource])[] =>
  Object.entries(deployed)
    .filter(([key]) => !registered.has(key))
    .reverse();
