/** Parts of contracts' requests, and what errors say to do, as several tests need them. */
export const none = { from: "none" };
export const count = { from: "count", path: "/items/count" };
export const page = { paging: { type: "page" } };
export const cursor = { paging: { type: "cursor" } };
export const nextLink = { paging: { type: "next-link", size: "limit" } };
export const linkHeader = { paging: { type: "link-header" } };
export const keyset = { paging: { type: "keyset", more: "$.has_more" } };
export const again = /run the night again/;
export const compare = /compare (paging in )?the contract's request/;
