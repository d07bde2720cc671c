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
 * SHA-256 (hex) of the state that a plan was made for; a different one means that the catalog has changed since. It
 * covers neither the engine's layout of definitions nor the data.
 *
 * @param production production's state, for a plan for another environment: it determines which objects that
 * environment has of its own
 */
export const fingerprint = (live: LiveState, production?: LiveState): string =>
  createHash("sha256")
    .update(JSON.stringify([live, ...(production === undefined ? [] : [production])].map(content)))
    .digest("hex");
