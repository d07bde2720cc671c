/** The analyze job, in which Spark checks models over zero rows before anything is built, and its object keys. */
import { filled, sharedNames } from "../shared-names.ts";

/** The smallest size that Glue allows; several plans may run it at once. */
export const analysisJob = { workerType: "G.1X", workers: 2, timeoutMinutes: 15, runsAtOnce: 4 } as const;

/** Keys are derived from the request's content, so each request runs only once. */
export const analysisKey = (hash: string): string => filled(sharedNames.objectKeys.analysisRequest, { hash });
/** The job writes the result next to the request. */
export const analysisResultKey = (hash: string): string => filled(sharedNames.objectKeys.analysisResult, { hash });
