/** Ends launched processes: the whole process group and, if the state file is lost, whatever carries the marker. */
import { setTimeout as sleep } from "node:timers/promises";
import { listProcesses, processesWithEnvironment, type ProcessIdentity } from "./identity.ts";
import { markerVariable } from "./launch.ts";

const pollMilliseconds = 100;

/**
 * Processes of the group that `leader` was started as. A group keeps its ID for as long as it has members, so members
 * without their leader are still ours; a leader with another start time means that the ID was reused.
 */
export const groupMembers = (leader: ProcessIdentity): number[] => {
  const rows = listProcesses();
  const current = rows.find((row) => row.pid === leader.pid);
  if (current !== undefined && current.start !== leader.start) return [];
  return rows.filter((row) => row.group === leader.pid).map((row) => row.pid);
};

/** Processes whose environment says that they belong to the sandbox in `sandboxRoot`; never the caller itself. */
export const markedProcesses = (sandboxRoot: string): number[] =>
  processesWithEnvironment(markerVariable, sandboxRoot).filter((pid) => pid !== process.pid);

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
};

const waitUntilGone = async (members: () => number[], seconds: number): Promise<boolean> => {
  const deadline = performance.now() + seconds * 1000;
  while (members().length > 0) {
    if (performance.now() > deadline) return false;
    await sleep(pollMilliseconds);
  }
  return true;
};

/** Sends SIGTERM, waits, then SIGKILL. Returns how many processes there were. */
export const endProcesses = async (members: () => number[], graceSeconds: number): Promise<number> => {
  const found = members();
  for (const pid of found) signal(pid, "SIGTERM");
  if (await waitUntilGone(members, graceSeconds)) return found.length;
  for (const pid of members()) signal(pid, "SIGKILL");
  await waitUntilGone(members, graceSeconds);
  return found.length;
};

/** Ends a part's group: its leader first, so that it can still save its state, then the rest. */
export const endGroup = async (leader: ProcessIdentity, graceSeconds: number): Promise<void> => {
  if (groupMembers(leader).includes(leader.pid)) {
    signal(leader.pid, "SIGTERM");
    await waitUntilGone(() => groupMembers(leader).filter((pid) => pid === leader.pid), graceSeconds);
  }
  await endProcesses(() => groupMembers(leader), graceSeconds);
};
