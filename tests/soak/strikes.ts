/** Which processes a night loses, and when: generated from a seed, so that a failed night can be reproduced. Pure. */
import type { ProcessInfo } from "../../bench/measure/processes.ts";
import type { FunctionName, NightState } from "../../model/parts.ts";
import { mix, pick } from "../../sandbox/source/mission-random.ts";

/** What a night can lose: a kind of process, and the state of the night in which it works. */
export interface Target {
  readonly name: string;
  /** Of the state machine. */
  readonly state: NightState;
  /** Matches the process's command line. */
  readonly pattern: RegExp;
}

const functionOf = (name: FunctionName, state: NightState): Target => ({
  name: `${name} function`,
  state,
  pattern: new RegExp(`/ministack-lambda-[^/]*-${name}-[^-/]+/_worker\\.`, "u"),
});

const driver = /driver_script\.py/u;
const spark = /org\.apache\.spark\.api\.python\.PythonGatewayServer/u;
const sparkWorker = /-m pyspark\.daemon/u;

/** In the order of the night. */
export const targets: readonly Target[] = [
  functionOf("plan", "Plan"),
  functionOf("extract", "Plan"),
  functionOf("reconcile", "Reconcile"),
  { name: "process driver", state: "Process", pattern: driver },
  { name: "process Spark", state: "Process", pattern: spark },
  { name: "process Spark worker", state: "Process", pattern: sparkWorker },
  { name: "curate driver", state: "Curate", pattern: driver },
  { name: "curate Spark", state: "Curate", pattern: spark },
  functionOf("govern", "Govern"),
  functionOf("report", "Report"),
];

export interface Strike {
  readonly target: Target;
  /** Fraction of the state's duration in a night without strikes: 0 when it is entered, close to 1 at its end. */
  readonly at: number;
}

const mostStrikes = 5;
const steps = 1000;

/** The strikes of a seed's night, 1 to 5, in the order of the night; a target may be struck more than once. */
export const strikesOf = (seed: number): readonly Strike[] =>
  Array.from({ length: 1 + pick(seed, 0, mostStrikes) }, (_, place) => ({
    target: pick(seed, 2 * place + 1, targets.length),
    at: pick(seed, 2 * place + 2, steps) / steps,
  }))
    .sort((one, other) => one.target - other.target || one.at - other.at)
    .flatMap(({ target: index, at }) => {
      const target = targets[index];
      return target === undefined ? [] : [{ target, at }];
    });

/** `process Spark at 0.41 of Process` */
export const describeStrike = ({ target, at }: Strike): string =>
  `${target.name} at ${at.toFixed(2)} of ${target.state}`;

/** One of the target's processes in a sandbox, chosen by the seed; `undefined` if there is none. Pure. */
export const victimOf = (
  target: Target,
  processes: readonly ProcessInfo[],
  draw: { readonly seed: number; readonly place: number },
): ProcessInfo | undefined => {
  const found = processes.filter(({ command }) => target.pattern.test(command));
  return found[mix(draw.seed, -1 - draw.place) % found.length];
};
