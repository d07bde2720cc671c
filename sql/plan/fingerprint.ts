import { createHash } from "node:crypto";
import type { LiveState } from "../live/types.ts";

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

const content = ({ environment, objects, tables, redshift, revision }: LiveState): unknown => [
  environment,
  revision?.revision ?? 0,
  revision?.bundleKey ?? "",
  redshift,
  [...objects]
    .sort(byId)
    .map(({ id, canonical, columns }) => [id, canonical, columns.map(({ name, type }) => [name, type])]),
  [...tables].sort(),
];

/**
 * SHA-256 (hex) of what a plan was made for; another one means that the catalog has moved since. How an engine lays a
 * definition out is not part of it, and neither is the data.
 *
 * @param production what holds in production, of a plan for another environment: which objects are built beside it
 *   follows from that
 */
export const fingerprint = (live: LiveState, production?: LiveState): string =>
  createHash("sha256")
    .update(JSON.stringify([live, ...(production === undefined ? [] : [production])].map(content)))
    .digest("hex");
