import type { Bundle } from "../../model/documents/contract-bundle.ts";
import type { StartExecution } from "../../aws/step-functions/execution-starter.ts";
import { runId } from "../../model/names.ts";
import { previousNight } from "../../model/windows.ts";
import { Fault } from "../../model/fault.ts";

/** The event from the schedule. */
export interface StartEvent {
  readonly group: string;
  /** Instant at which the night was due, ISO 8601; not the time of the call, which may be later. */
  readonly scheduledTime: string;
}

export interface StartResult {
  readonly runId: string;
  /** False if the run had already been started: the schedule fired twice. */
  readonly started: boolean;
}

/** Starts the run of the last night that is over at the scheduled time, in the group's time zone. */
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
  const { window } = previousNight(scheduledTime, schedule.timeZone);
  const name = runId(group, window, 1);
  return { runId: name, started: (await start(name, { runId: name, group, window })) === "STARTED" };
};
