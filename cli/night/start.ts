import { runId } from "../../model/names.ts";
import type { RunInput } from "../../model/documents/run-input.ts";
import type { Window } from "../../model/documents/values.ts";
import type { Lake } from "../aws/lake.ts";
import { failure } from "../../model/validation/failure.ts";

/** There may be executions that the ledger doesn't know: they ended before they planned anything. */
const collisionLimit = 50;

/** Refuses while another run of the group is active. If two start at the same moment, the later one waits. */
const refuseBusy = async (lake: Pick<Lake, "ledger" | "executions">, group: string): Promise<void> => {
  const lock = await lake.ledger.lock(group);
  if (lock === undefined || (await lake.executions.describe(lock.runId))?.status !== "RUNNING") return;
  const message = `run ${lock.runId} has been at work since ${lock.since}; a group's runs go one after the other`;
  throw failure(
    "RUN_BUSY",
    `group ${group}`,
    message,
    `wait for it; follow it with "lakehouse status ${lock.runId} --watch"`,
  );
};

/** A name is used once, and the schedule's run is attempt 1: an early manual run must not take that name. */
const firstAttempt = ({ until }: Window, now: string): number => (Date.parse(until) > Date.parse(now) ? 2 : 1);

/**
 * Starts the next attempt of a night at `now` (ISO 8601).
 *
 * @throws ProblemsError RUN_BUSY if another run of the group is active, ATTEMPTS_EXHAUSTED if no attempt number is free
 */
export const startRun = async (
  lake: Pick<Lake, "ledger" | "executions">,
  group: string,
  window: Window,
  now: string,
): Promise<RunInput> => {
  await refuseBusy(lake, group);
  const known = await lake.ledger.attempts(group, window);
  const next = Math.max(firstAttempt(window, now), ...known.map((attempt) => attempt + 1));
  for (let attempt = next; attempt < next + collisionLimit; attempt += 1) {
    const input = { runId: runId(group, window, attempt), group, window };
    if (await lake.executions.start(input)) return input;
  }
  const message = `${collisionLimit} executions exist that the ledger doesn't know of, from attempt ${next}`;
  throw failure("ATTEMPTS_EXHAUSTED", `run ${group}`, message, "look at the state machine's failed executions");
};
