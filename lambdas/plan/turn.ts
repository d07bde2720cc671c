import type { LockItem } from "../../model/documents/ledger-items.ts";
import type { RunInput } from "../../model/documents/run-input.ts";
import type { Standing } from "../../model/documents/standing.ts";
import type { IsRunning } from "../../aws/step-functions/execution-state.ts";
import { Fault } from "../../model/fault.ts";
import type { LedgerReader } from "../../aws/ledger/ledger-reader.ts";

/** The state machine waits for the group's turn when it catches this error's name. */
export const runBusy = (runId: string, { runId: holder, since }: LockItem, group: string): Fault =>
  new Fault(
    {
      code: "RUN_BUSY",
      place: `run ${runId}`,
      message: `run ${holder} of group ${group} has been at work since ${since}; a group's runs go one after the other`,
      fix: `follow it with "lakehouse status ${holder}"; this run is planned when it has ended`,
    },
    { retry: "later" },
  );

/**
 * The run whose lock on the group is taken over because the run was killed before it could end; `undefined` if no run
 * is active, or only this run itself.
 *
 * @throws Fault RUN_BUSY if another run is active
 */
export const findDeadHolder = async (
  { runId, group }: Pick<RunInput, "runId" | "group">,
  ports: { readonly ledger: Pick<LedgerReader, "lock">; readonly isRunning: IsRunning },
): Promise<string | undefined> => {
  const lock = await ports.ledger.lock(group);
  if (lock === undefined || lock.runId === runId) return undefined;
  if (await ports.isRunning(lock.runId)) throw runBusy(runId, lock, group);
  return lock.runId;
};

/**
 * Datasets may come from another group, or the group may have been renamed. A run active at that time holds the old
 * group's lock, and continues with these datasets and the contracts with which it was planned.
 *
 * @throws Fault RUN_BUSY if there is such a run
 */
export const requireFormerGroupsDone = async (
  { runId, group }: RunInput,
  standings: readonly Standing[],
  ports: Parameters<typeof findDeadHolder>[1],
): Promise<void> => {
  const former = new Set(standings.map((standing) => standing.group));
  former.delete(group);
  for (const other of former) await findDeadHolder({ runId, group: other }, ports);
};
