import { runId } from "../../model/names.ts";
import type { RunInput, Window } from "../../model/run.ts";
import type { Lake } from "../aws/lake.ts";
import { failure } from "../answer.ts";

/** Executions may exist that the ledger doesn't know: they ended before they planned anything. */
const collisionLimit = 50;

/**
 * Starts the next attempt of a night.
 *
 * @throws ProblemsError when no free attempt number is found
 */
export const startRun = async (
  lake: Pick<Lake, "ledger" | "executions">,
  group: string,
  window: Window,
): Promise<RunInput> => {
  const known = await lake.ledger.attempts(group, window);
  const next = Math.max(0, ...known) + 1;
  for (let attempt = next; attempt < next + collisionLimit; attempt += 1) {
    const input = { runId: runId(group, window, attempt), group, window };
    if (await lake.executions.start(input)) return input;
  }
  const message = `${collisionLimit.toString()} executions exist that the ledger doesn't know of, from attempt ${next.toString()}`;
  throw failure("ATTEMPTS_EXHAUSTED", `run ${group}`, message, "look at the state machine's failed executions");
};
