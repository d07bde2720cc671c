/**
 * A month's nights, where the resources alone don't tell: the repository's contracts with about 1,340,000 rows a night,
 * measured in the sandbox and rounded up. These cause most of the difference to a real bill.
 */
export const nights = {
  /** For each group, in a month. */
  perMonth: 30,
  /** A job's run, from start to end; Glue bills by the second, with a minimum of one minute. */
  jobMinutes: 3,
  /** Workers that a night of this size gets for the process job (model/job-size.ts). */
  processWorkers: 2,
  /** A crawl is billed for at least ten minutes and takes two DPU. */
  crawlMinutes: 10,
  crawlDpu: 2,
  /** For a source whose fields don't change: one crawl a week. */
  crawlsPerMonth: 52 / 12,
  /** For all groups together, in a night. */
  pages: 300,
  /** From the wait for the answer to the landed page, and all other functions together. */
  pageSeconds: 2,
  otherSeconds: 60,
  transitions: 120,
  /** Objects written and read by functions, jobs, crawlers and models. */
  puts: 1_500,
  gets: 6_000,
  logGib: 0.05,
  /** Hours of a month in which a metric is written: one a night. */
  hoursPerMonth: 730,
  /** Retention and orphan file deletion check a table once a week, at two DPU for the minimum of one minute. */
  optimizerRunsPerMonth: (2 * 52) / 12,
  optimizerDpuHours: 2 / 60,
} as const;
