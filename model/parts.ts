/**
 * Names of what a stack runs: functions, jobs, and the states of a night. Tables with a row for each are typed by them,
 * so a new name compiles only if every table has a row for it.
 */

/** Lambda functions: `lambdas/<name>` is the code, `<prefix>-<name>` the function and its role. */
export const functionNames = [
  "accept",
  "start",
  "plan",
  "extract",
  "reconcile",
  "govern",
  "report",
  "rotate",
  "mail",
] as const;
export type FunctionName = (typeof functionNames)[number];

/** Glue jobs: `glue/jobs/<name>.py` is the script, `<prefix>-<name>` the job and its role. */
export const jobNames = ["process", "curate", "analyze"] as const;
export type JobName = (typeof jobNames)[number];

/** Jobs that a night runs. */
export const nightJobs = ["process", "curate"] as const satisfies readonly JobName[];
export type NightJob = (typeof nightJobs)[number];

/** States of the nightly state machine in which a function, a job, or the crawlers work, in order. */
export const nightStates = ["Plan", "Reconcile", "Process", "Curate", "Govern", "Crawl", "Report"] as const;
export type NightState = (typeof nightStates)[number];

/** Whether the name is in the list. */
export const isOneOf = <Name extends string>(names: readonly Name[], name: string): name is Name =>
  names.some((one) => one === name);

/** A value for each name in a list. */
export const byName = <Name extends string, Value>(
  names: readonly Name[],
  valueOf: (name: Name) => Value,
): Readonly<Record<Name, Value>> =>
  Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Readonly<Record<Name, Value>>;
