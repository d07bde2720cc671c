import type { Bundle } from "../../model/documents/contract-bundle.ts";
import type { StartExecution } from "../../aws/step-functions/execution-starter.ts";
import { runId } from "../../model/names.ts";
import { isOffWeek, lastRun } from "../../model/schedules/runs.ts";
import { Fault } from "../../model/fault.ts";

/** The event from the schedule. */
export interface StartEvent {
  readonly group: string;
  /** Instant at which the night was due, ISO 8601; not the time of the call, which may be later. */
  readonly scheduledTime: string;
}

export type StartResult =
  | {
      readonly runId: string;
      /** False if the run had already been started: the schedule fired twice. */
      readonly started: boolean;
    }
  | { readonly started: false; readonly skipped: string };

/**
 * Starts the run that is due at the scheduled time, in the group's time zone.
 *
 * A run due every second week is started here, and skipped in the weeks between: no cron expression says it, and a
 * `rate(14 days)` counts 14 times 24 hours, so its local time moves by an hour whenever clocks change:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
export const startRun = async (event: StartEvent, bundle: Bundle, start: StartExecution): Promise<StartResult> => {
  const { group, scheduledTime } = event;
  const schedule = bundle.schedules.find((candidate) => candidate.group === group);
  if (schedule === undefined) {
    const known = bundle.schedules.map((candidate) => candidate.group).join(", ");
    const problem = {
      code: "GROUP_UNKNOWN",
      place: `group ${group}`,
      message: `no contract belongs to it; groups are ${known}`,
      fix: "deploy the stack again, so that schedules and contracts agree",
    };
    throw new Fault(problem, { retry: "never" });
  }
  if (isOffWeek(schedule, scheduledTime)) return { started: false, skipped: `${group} is not due this week` };
  const { window } = lastRun(schedule, scheduledTime);
  const name = runId(group, window, 1);
  return { runId: name, started: (await start(name, { runId: name, group, window })) === "STARTED" };
};
