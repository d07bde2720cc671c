/** The size of a process job run, from what landed. Pure. */

/** The stack's limits. */
export interface JobLimits {
  readonly workers: number;
  readonly timeoutMinutes: number;
}

/** The size of one run. */
export type JobSize = JobLimits;

/** A driver and one executor: Glue's minimum. */
const leastWorkers = 2;
/** One four-core executor writes them in about two minutes, at a quarter of the pace of a laptop's core. */
const rowsPerExecutor = 5_000_000;
const leastMinutes = 30;
/** Ten times as long as such an executor takes: a run that needs more is stuck. */
const rowsPerMinute = 250_000;

/**
 * @param rows that landed, of all datasets
 * @example jobSize(1_000_000, { workers: 10, timeoutMinutes: 120 }) // { workers: 2, timeoutMinutes: 34 }
 */
export const jobSize = (rows: number, limits: JobLimits): JobSize => ({
  workers: Math.min(limits.workers, Math.max(leastWorkers, 1 + Math.ceil(rows / rowsPerExecutor))),
  timeoutMinutes: Math.min(limits.timeoutMinutes, leastMinutes + Math.ceil(rows / rowsPerMinute)),
});
