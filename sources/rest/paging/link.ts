/** Links that the source gives to its next page. */
import LinkHeader from "http-link-header";
import { Fault } from "../../../model/fault.ts";
import type { PagingOf } from "../settings.ts";
import { memberIn } from "./cursor.ts";
import type { Pager, ReadPage } from "./pager.ts";

export interface LinkSettings {
  readonly baseUrl: string;
  /** A parameter that carries a credential, which some sources repeat in their links. */
  readonly secretParameter: string | undefined;
}

const fault = (place: string, code: string, message: string, fix: string): Fault =>
  new Fault({ code, place, message, fix }, { retry: "later" });

/** The link settings of one dataset. */
export interface PageLinks extends LinkSettings {
  /** Of the first page, below the base URL. */
  readonly path: string;
}

/**
 * Path and query of a link, which may be relative to the page that has it
 * (https://www.rfc-editor.org/rfc/rfc3986#section-5.1.3). Links to other hosts are refused, because the source's
 * credentials would go there.
 *
 * @param at the page's own link; absent for the first page
 */
const ownLink = (
  { place, at }: Pick<ReadPage, "place" | "at">,
  link: string,
  { baseUrl, path, secretParameter }: PageLinks,
): string => {
  const page = new URL(at ?? `${baseUrl.replace(/\/+$/, "")}${path}`, baseUrl).href;
  if (!URL.canParse(link, page)) {
    const fix = "compare the contract's request with the source's API, or ask its owner what changed";
    throw fault(place, "NEXT_LINK_INVALID", "the link to the next page is no URL and no path", fix);
  }
  const url = new URL(link, page);
  const { host, origin } = new URL(baseUrl);
  // Behind a proxy, many APIs believe that they are reached by http; the base URL's scheme is used anyway
  if (url.host !== host) {
    const message = `the link to the next page leads to ${url.origin}; the source is at ${origin}`;
    const fix = "set the base URL to the place where the API answers itself, or ask its owner what changed";
    throw fault(place, "NEXT_LINK_ELSEWHERE", message, fix);
  }
  if (secretParameter !== undefined) url.searchParams.delete(secretParameter);
  return `${url.pathname}${url.search}`;
};

const following = (sizeName: string | undefined): Pick<Pager, "target"> => ({
  target: (at, size) => {
    if (at !== undefined) return { link: at };
    return { query: sizeName === undefined ? {} : { [sizeName]: size.toString() } };
  },
});

export const nextLinkPager = ({ size, next }: PagingOf<"next-link">, links: PageLinks): Pager => ({
  ...following(size),
  next: ({ answer, ...page }) => {
    const link = memberIn(page.place, answer.value, next);
    return link === undefined ? undefined : ownLink(page, link, links);
  },
});

const nextIn = (place: string, header: string): string | undefined => {
  try {
    return LinkHeader.parse(header).rel("next")[0]?.uri;
  } catch {
    const fix = "compare the contract's request with the source's API, or ask its owner what changed";
    throw fault(place, "NEXT_LINK_INVALID", "the header Link is not written as RFC 8288 says", fix);
  }
};

/** https://www.rfc-editor.org/rfc/rfc8288 */
export const linkHeaderPager = ({ size }: PagingOf<"link-header">, links: PageLinks): Pager => ({
  ...following(size),
  next: ({ answer: { headers }, ...page }) => {
    const link = nextIn(page.place, headers.get("link") ?? "");
    return link === undefined ? undefined : ownLink(page, link, links);
  },
});
