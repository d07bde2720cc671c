/** The repository's dashboards as one principal sees them, queried through a stack's Athena. */
import type { Athena } from "../../aws/athena/athena.ts";
import { openLake } from "../aws/lake.ts";
import { principalNamed } from "../principals.ts";
import { Answers, type Ask } from "./answers.ts";
import { buildAssets, type Asset } from "./assets.ts";
import { readDashboards } from "./read.ts";
import { Views } from "./views.ts";

export interface ViewsRequest {
  readonly stack: string;
  /** Name of the principal whose role queries Athena; the command's own role if `undefined`. */
  readonly as: string | undefined;
  readonly freshSeconds: number;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

/** A role's credentials last an hour; a page may stay open longer. */
const renewMs = 30 * 60 * 1000;

/** A role's engine, with the role assumed again before its credentials expire. */
const renewedEngine = async (openEngine: () => Promise<Athena>): Promise<Ask> => {
  let [engine, openedAt] = [await openEngine(), Date.now()];
  return {
    query: async (sql, options) => {
      if (Date.now() - openedAt > renewMs) [engine, openedAt] = [await openEngine(), Date.now()];
      return engine.query(sql, options);
    },
  };
};

/** Also returns the page's assets. */
export const openViews = async ({
  stack,
  as,
  ...options
}: ViewsRequest): Promise<{ readonly views: Views; readonly assets: ReadonlyMap<string, Asset> }> => {
  const [lake, read] = await Promise.all([openLake(stack), readDashboards()]);
  const principal = as === undefined ? undefined : principalNamed(lake.deployment.governance.principals, as);
  const [engine, assets] = await Promise.all([
    as === undefined ? lake.athena : renewedEngine(() => lake.athenaAs(as)),
    buildAssets(),
  ]);
  const answers = new Answers({ engine, ...options });
  return { views: new Views({ read, answers, ...(principal && { principal }) }), assets };
};
