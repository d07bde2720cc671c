/** A page on this machine, from server start to Ctrl-C. */
import type { Context } from "./context.ts";
import { openInBrowser } from "./dashboards/open-in-browser.ts";

export interface Serving {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((aborted) => {
    if (signal.aborted) aborted();
    signal.addEventListener("abort", () => {
      aborted();
    });
  });

/** Opens the page if requested, and closes its server when the user ends it. */
export const keptUp =
  ({ url, close }: Serving, isOpened: boolean, context: Context) =>
  async (): Promise<void> => {
    try {
      if (isOpened) await openInBrowser(url, context.progress);
      await untilAborted(context.signal);
    } finally {
      await close();
    }
  };
