/** Every kind of source: a row each. */
import type { SourceKind } from "./kind.ts";
import { rest } from "./rest/index.ts";

export const sourceKinds: readonly SourceKind[] = [rest];

/** What the kinds add to contracts. */
export const contractKinds = sourceKinds.map(({ contracts }) => contracts);

/** @throws RangeError for a kind that contracts can't have */
export const kindOf = (name: string): SourceKind => {
  const kind = sourceKinds.find(({ contracts }) => contracts.name === name);
  if (kind === undefined) throw new RangeError(`there are no sources of kind ${name}`);
  return kind;
};
