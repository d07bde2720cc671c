/** The page on this machine, from the start of its server to Ctrl-C. */
import open from "open";
import type { Answer } from "../answer.ts";
import type { Context } from "../context.ts";
import type { ServeRequest } from "./request.ts";
import { openViews } from "./open-views.ts";
import { serveDashboards } from "./server.ts";

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
  const { views, assets } = await openViews({ stack, as, freshSeconds, timeoutSeconds, signal: context.signal });
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
