/** The page on this machine, from server start to Ctrl-C. */
import type { Answer } from "../answer.ts";
import type { Context } from "../context.ts";
import { keptUp } from "../kept-up.ts";
import type { ServeRequest } from "./request.ts";
import { openViews } from "./open-views.ts";
import { serveDashboards } from "./server.ts";

/** @returns its address, and what keeps it running until Ctrl-C */
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
    afterwards: keptUp({ url, close }, isOpened, context),
  };
};
