/** A night whose processes are killed, and the night that resumes it. */
import { setTimeout as sleep } from "node:timers/promises";
import { listProcesses } from "../../bench/measure/processes.ts";
import type { StateVisit } from "../../aws/step-functions/executions.ts";
import type { Lake } from "../../cli/aws/lake.ts";
import { readOutcome, type Outcome } from "../../cli/night/outcome.ts";
import { startRun } from "../../cli/night/start.ts";
import type { Window } from "../../model/documents/values.ts";
import { sandboxStatus } from "../../sandbox/index.ts";
import { describeStrike, victimOf, type Strike } from "./strikes.ts";

/** Milliseconds that a night without strikes spends in each state, by name. */
export type StateTimes = Readonly<Record<string, number>>;

export interface NightToStrike {
  readonly group: string;
  readonly window: Window;
  readonly seed: number;
  readonly strikes: readonly Strike[];
  readonly usual: StateTimes;
}

export interface StruckNight {
  readonly runId: string;
  readonly outcome: Outcome;
  /** Strikes that hit a process. The others found none: the state had ended or was never reached. */
  readonly hit: readonly Strike[];
}

const pollMs = 20;

/** Pure. */
export const stateTimes = (visits: readonly StateVisit[]): StateTimes =>
  Object.fromEntries(
    visits.flatMap(({ name, enteredAt, exitedAt }) =>
      exitedAt === undefined ? [] : [[name, exitedAt.getTime() - enteredAt.getTime()]],
    ),
  );

/** Whether a strike is due: its state has been entered for long enough and not left. Pure. */
export const isDue = ({ target, at }: Strike, visits: readonly StateVisit[], usual: StateTimes, now: number): boolean =>
  visits.some(
    ({ name, enteredAt, exitedAt }) =>
      name === target.state && exitedAt === undefined && now - enteredAt.getTime() >= at * (usual[name] ?? 0),
  );

const ownProcesses = () => {
  const own = new Set(sandboxStatus().parts.flatMap(({ processIds }) => processIds));
  return listProcesses().filter(({ pid }) => own.has(pid));
};

/** False if there is no process to kill or it ended by itself. */
const strike = ({ target }: Strike, draw: { readonly seed: number; readonly place: number }): boolean => {
  const victim = victimOf(target, ownProcesses(), draw);
  if (victim === undefined) return false;
  try {
    return process.kill(victim.pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
};

/** Runs a night to its end and kills the processes that its strikes name. */
export const strikeNight = async (
  lake: Lake,
  night: NightToStrike,
  { note, signal }: { readonly note: (text: string) => void; readonly signal: AbortSignal },
): Promise<StruckNight> => {
  const { runId } = await startRun(lake, night.group, night.window, new Date().toISOString());
  let open = night.strikes.map((one, place) => ({ one, place }));
  const hit: Strike[] = [];
  while ((await lake.executions.describe(runId))?.status === "RUNNING") {
    const visits = await lake.executions.visits(runId);
    const due = open.filter(({ one }) => isDue(one, visits, night.usual, Date.now()));
    for (const { one, place } of due) {
      if (!strike(one, { seed: night.seed, place })) continue;
      note(`  killed ${describeStrike(one)}`);
      hit.push(one);
      open = open.filter((other) => other.place !== place);
    }
    await sleep(pollMs, undefined, { signal });
  }
  const outcome = await readOutcome(lake, runId);
  if (outcome === undefined) throw new Error(`run ${runId} left no execution`);
  return { runId, outcome, hit };
};
