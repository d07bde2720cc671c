import { readReaders } from "../../lambdas/shared/applied-readers.ts";
import { concernsOf, type Concerns } from "../../model/concerns.ts";
import type { Lake } from "../aws/lake.ts";

/** What stands out in all datasets of the stack, at `now` (ISO 8601). */
export const readConcerns = async (
  lake: Pick<Lake, "artifacts" | "bundle" | "deployment" | "standings">,
  now: string,
): Promise<Concerns> => {
  const bundle = await lake.bundle();
  const [standings, readers] = await Promise.all([
    lake.standings.of(bundle.datasets.map(({ id }) => id)),
    readReaders(lake.artifacts),
  ]);
  return concernsOf({ bundle, standings, now, isScheduled: lake.deployment.schedulesEnabled, readers });
};
