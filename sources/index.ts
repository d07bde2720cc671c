/** Every kind of source: a row each. */
import type { SourceKind } from "./kind.ts";
import { rest } from "./rest/index.ts";

export const sourceKinds: readonly SourceKind[] = [rest];

/** What the kinds add to contracts. */
export const contractKinds = sourceKinds.map(({ contracts }) => contracts);
