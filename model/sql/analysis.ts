/** What Spark is asked about models before anything is built, and what it answers: by a job of its own, over no rows. */
import { filled, sharedNames } from "../shared-names.ts";

/** The job: the least that Glue starts, for as many plans at once. */
export const analysisJob = { workerType: "G.1X", workers: 2, timeoutMinutes: 15, runsAtOnce: 4 } as const;

/** What is asked is asked once: its key follows from its content. */
export const analysisKey = (hash: string): string => filled(sharedNames.objectKeys.analysisRequest, { hash });
/** Where the job leaves the answer: beside what was asked. */
export const analysisResultKey = (hash: string): string => filled(sharedNames.objectKeys.analysisResult, { hash });
