/** Links that the source gives to its next page. */
import LinkHeader from "http-link-header";
import { Fault } from "../../../model/fault.ts";
import type { PagingOf } from "../settings.ts";
import { memberIn } from "./cursor.ts";
import type { Pager } from "./pager.ts";

export interface LinkSettings {
  readonly baseUrl: string;
  /** A parameter that carries a credential, which some sources repeat in their links. */
  readonly secretParameter: string | undefined;
}

const fault = (place: string, code: string, message: string, fix: string): Fault =>
  new Fault({ code, place, message, fix }, { retry: "later" });

/** Path and query of a link. Links to other hosts are refused, because the source's credentials would go there. */
const ownLink = (place: string, link: string, { baseUrl, secretParameter }: LinkSettings): string => {
  if (!URL.canParse(link, baseUrl)) {
    const fix = "compare the contract's request with the source's API, or ask its owner what changed";
    throw fault(place, "NEXT_LINK_INVALID", "the link to the next page is no URL and no path", fix);
  }
  const url = new URL(link, baseUrl);
  const { origin } = new URL(baseUrl);
  if (url.origin !== origin) {
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

export const nextLinkPager = ({ size, next }: PagingOf<"next-link">, settings: LinkSettings): Pager => ({
  ...following(size),
  next: ({ answer, place }) => {
    const link = memberIn(place, answer.value, next);
    return link === undefined ? undefined : ownLink(place, link, settings);
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
export const linkHeaderPager = ({ size }: PagingOf<"link-header">, settings: LinkSettings): Pager => ({
  ...following(size),
  next: ({ answer: { headers }, place }) => {
    const link = nextIn(place, headers.get("link") ?? "");
    return link === undefined ? undefined : ownLink(place, link, settings);
  },
});
