/** The page on this machine, from the start of its server to Ctrl-C. */
import open from "open";
import type { Athena } from "../../sql/engines/athena.ts";
import type { Answer } from "../answer.ts";
import { openLake } from "../aws/lake.ts";
import type { Context } from "../context.ts";
import { principalNamed } from "../principals.ts";
import { Answers, type Ask } from "./answers.ts";
import { buildAssets } from "./assets.ts";
import { readDashboards } from "./read.ts";
import type { ServeRequest } from "./request.ts";
import { serveDashboards } from "./server.ts";
import { Views } from "./views.ts";

/** Credentials of a role last an hour; a page may be open for longer. */
const renewMs = 30 * 60 * 1000;

/** The engine of a role, taken on anew before its credentials end. */
const renewedEngine = async (openEngine: () => Promise<Athena>): Promise<Ask> => {
  let [engine, openedAt] = [await openEngine(), Date.now()];
  return {
    query: async (sql, options) => {
      if (Date.now() - openedAt > renewMs) [engine, openedAt] = [await openEngine(), Date.now()];
      return engine.query(sql, options);
    },
  };
};

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((aborted) => {
    if (signal.aborted) aborted();
    signal.addEventListener("abort", () => {
      aborted();
    });
  });

/** A machine without a desktop has nothing that opens it; the address is printed all the same. */
const openInBrowser = async (url: string, { progress }: Context): Promise<void> => {
  try {
    const opener = await open(url);
    opener.once("error", () => {
      progress.note(`No browser could be started: open ${url} in one`);
    });
  } catch {
    progress.note(`No browser could be started: open ${url} in one`);
  }
};

/** @returns its address, and what keeps it up until Ctrl-C */
export const serve = async (
  { stack, as, port, freshSeconds, timeoutSeconds, isOpened }: ServeRequest,
  context: Context,
): Promise<Answer> => {
  const [lake, read] = await Promise.all([openLake(stack), readDashboards()]);
  const principal = as === undefined ? undefined : principalNamed(lake.deployment.governance.principals, as);
  const [engine, assets] = await Promise.all([
    as === undefined ? lake.athena : renewedEngine(() => lake.athenaAs(as)),
    buildAssets(),
  ]);
  const answers = new Answers({ engine, freshSeconds, timeoutSeconds, signal: context.signal });
  const views = new Views({ read, answers, ...(principal && { principal }) });
  const broken = views.overview().dashboards.filter(({ problems }) => problems.length > 0);
  const { url, close } = await serveDashboards(views, assets, port);
  for (const { name } of broken) context.progress.note(`${name} can't be opened; its page says why`);
  return {
    document: { url },
    text: `Dashboards: ${url} until Ctrl-C`,
    afterwards: async () => {
      try {
        if (isOpened) await openInBrowser(url, context);
        await untilAborted(context.signal);
      } finally {
        await close();
      }
    },
  };
};
