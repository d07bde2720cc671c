import type { RestRequest } from "../settings.ts";
import { offsetPager, pagePager } from "./by-number.ts";
import { cursorPager } from "./cursor.ts";
import { keysetPager } from "./keyset.ts";
import { linkHeaderPager, nextLinkPager, type LinkSettings } from "./link.ts";
import type { Pager } from "./pager.ts";

const singlePage: Pager = { target: () => ({ query: {} }), next: () => undefined };

export const pagerOf = ({ paging, path }: Pick<RestRequest, "paging" | "path">, settings: LinkSettings): Pager => {
  const links = { ...settings, path };
  switch (paging.type) {
    case "offset":
      return offsetPager(paging);
    case "page":
      return pagePager(paging);
    case "cursor":
      return cursorPager(paging);
    case "next-link":
      return nextLinkPager(paging, links);
    case "link-header":
      return linkHeaderPager(paging, links);
    case "keyset":
      return keysetPager(paging);
    case "none":
      return singlePage;
  }
};
