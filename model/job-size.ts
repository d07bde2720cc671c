/** How large a run of the process job is, from what landed. Pure. */

/** What the stack allows. */
export interface JobLimits {
  readonly workers: number;
  readonly timeoutMinutes: number;
}

/** What one run gets. */
export type JobSize = JobLimits;

/** A driver and one executor: Glue has none smaller. */
const leastWorkers = 2;
/** One executor of four cores writes them in some two minutes, at a quarter of the pace of a laptop's core. */
const rowsPerExecutor = 5_000_000;
const leastMinutes = 30;
/** Ten times as long as such an executor takes: who needs more hangs. */
const rowsPerMinute = 250_000;

/**
 * @param rows that landed, of all datasets
 * @example jobSize(1_000_000, { workers: 10, timeoutMinutes: 120 }) // { workers: 2, timeoutMinutes: 34 }
 */
export const jobSize = (rows: number, limits: JobLimits): JobSize => ({
  workers: Math.min(limits.workers, Math.max(leastWorkers, 1 + Math.ceil(rows / rowsPerExecutor))),
  timeoutMinutes: Math.min(limits.timeoutMinutes, leastMinutes + Math.ceil(rows / rowsPerMinute)),
});
