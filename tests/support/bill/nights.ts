/**
 * What a month of nights does, where the resources alone don't say: the repository's contracts with about 1,340,000 rows a
 * night, measured in the sandbox and rounded up. A bill of one's own differs most by these.
 */
export const nights = {
  /** Of each group, in a month. */
  perMonth: 30,
  /** A job's run, from its start to its end; Glue bills by the second, with a minute as the least. */
  jobMinutes: 3,
  /** Workers that a night of this size gets for the process job (model/job-size.ts). */
  processWorkers: 2,
  /** A crawl is billed for ten minutes at least and takes two DPU. */
  crawlMinutes: 10,
  crawlDpu: 2,
  /** Of a source that sends what it sent: a crawl a week. */
  crawlsPerMonth: 52 / 12,
  /** Of all groups together, in a night. */
  pages: 300,
  /** From the answer's wait to the landed page, and all other functions together. */
  pageSeconds: 2,
  otherSeconds: 60,
  transitions: 120,
  /** Objects written and read by functions, jobs, crawlers and models. */
  puts: 1_500,
  gets: 6_000,
  logGib: 0.05,
  /** Hours of a month in which a metric is written: one a night. */
  hoursPerMonth: 730,
  /** Retention and orphan files look at a table once a week, at two DPU for the least of a minute. */
  optimizerRunsPerMonth: (2 * 52) / 12,
  optimizerDpuHours: 2 / 60,
} as const;
