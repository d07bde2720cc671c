import type { Behavior } from "./behavior.ts";

interface PagingNames {
  /** The parameter for the number of records; `undefined` if all come at once. */
  readonly size: string | undefined;
  readonly all: readonly string[];
}

const names: Readonly<Record<Behavior["paging"], PagingNames>> = {
  offset: { size: "limit", all: ["limit", "offset"] },
  page: { size: "per_page", all: ["per_page", "page"] },
  cursor: { size: "limit", all: ["limit", "cursor"] },
  "next-link": { size: "limit", all: ["limit", "cursor"] },
  "link-header": { size: "per_page", all: ["per_page", "page"] },
  keyset: { size: "limit", all: ["limit", "starting_after"] },
  none: { size: undefined, all: [] },
};

/** The parameters of a way of paging. */
export const pagingNames = (paging: Behavior["paging"]): PagingNames => names[paging];
