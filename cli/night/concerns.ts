import { readConcerns as readConcernsOf } from "../../aws/artifacts/read-concerns.ts";
import type { Concerns } from "../../model/concerns.ts";
import type { Lake } from "../aws/lake.ts";

/** What needs attention in any dataset of the stack, at `now` (ISO 8601). */
export const readConcerns = async (
  { artifacts, bundle, deployment, standings }: Pick<Lake, "artifacts" | "bundle" | "deployment" | "standings">,
  now: string,
): Promise<Concerns> =>
  readConcernsOf({ artifacts, bundle: await bundle(), standings, isScheduled: deployment.schedulesEnabled }, now);
