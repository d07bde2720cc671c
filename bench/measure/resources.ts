/** Resources that the sandbox's processes use while something runs, by role: peak memory and CPU time. */
import { labelled, listProcesses, type ProcessInfo } from "./processes.ts";

type Labelled = ReturnType<typeof labelled>;

/** Resident memory of the processes with one label, MiB: their sum, and the largest. */
export interface Resident {
  readonly sum: number;
  readonly largest: number;
}

/** Adds up memory by label, and over all processes as `total`. Pure. */
export const memoryByLabel = (processes: Labelled): ReadonlyMap<string, Resident> => {
  const byLabel = new Map<string, Resident>();
  for (const [label, { residentMiB }] of processes) {
    for (const name of [label, "total"]) {
      const { sum, largest } = byLabel.get(name) ?? { sum: 0, largest: 0 };
      byLabel.set(name, { sum: sum + residentMiB, largest: Math.max(largest, residentMiB) });
    }
  }
  return byLabel;
};

/** CPU seconds by label, and over all processes as `total`. */
export type CpuSeconds = Readonly<Record<string, number>>;

/**
 * Adds up CPU time between samples. CPU time that a process uses before the first or after the last sample isn't
 * counted, so the sums are lower bounds.
 */
export class CpuMeter {
  private readonly seen = new Map<number, number>();
  private readonly byLabel = new Map<string, number>();

  constructor(before: readonly ProcessInfo[]) {
    for (const { pid, cpuSeconds } of before) this.seen.set(pid, cpuSeconds);
  }

  look(processes: Labelled): void {
    for (const [label, { pid, cpuSeconds }] of processes) {
      // Less than before: the id was reused by another process
      const before = this.seen.get(pid) ?? 0;
      const spent = cpuSeconds < before ? cpuSeconds : cpuSeconds - before;
      this.seen.set(pid, cpuSeconds);
      for (const name of [label, "total"]) this.byLabel.set(name, (this.byLabel.get(name) ?? 0) + spent);
    }
  }

  seconds(): CpuSeconds {
    return sorted(this.byLabel);
  }
}

const sampleMs = 500;

/** Peak memory of each label, whole MiB: all its processes at one moment, and a single one. */
export interface PeakMemory {
  readonly allMiB: Readonly<Record<string, number>>;
  readonly largestMiB: Readonly<Record<string, number>>;
}

export interface Resources {
  readonly memory: PeakMemory;
  /** CPU seconds from the start until `instant`, up to the nearest earlier sample. */
  readonly cpuUntil: (instant: Date) => CpuSeconds;
}

export interface ResourceWatch {
  readonly stop: () => Resources;
}

const sorted = (figures: ReadonlyMap<string, number>): Readonly<Record<string, number>> =>
  Object.fromEntries([...figures].sort(([one], [other]) => (one < other ? -1 : 1)));

const raise = (peaks: Map<string, number>, label: string, mebibytes: number): void => {
  peaks.set(label, Math.max(peaks.get(label) ?? 0, Math.round(mebibytes)));
};

/**
 * Samples until stopped.
 *
 * @param roots names of the parts by the id of each part's outermost process
 */
export const watchResources = (roots: ReadonlyMap<number, string>): ResourceWatch => {
  const [all, largest] = [new Map<string, number>(), new Map<string, number>()];
  const cpu = new CpuMeter(listProcesses());
  const samples: { readonly at: number; readonly seconds: CpuSeconds }[] = [];
  const sample = (): void => {
    const processes = labelled(listProcesses(), roots);
    for (const [label, resident] of memoryByLabel(processes)) {
      raise(all, label, resident.sum);
      raise(largest, label, resident.largest);
    }
    cpu.look(processes);
    samples.push({ at: Date.now(), seconds: cpu.seconds() });
  };
  sample();
  const timer = setInterval(sample, sampleMs);
  return {
    stop: () => {
      clearInterval(timer);
      sample();
      largest.delete("total");
      return {
        memory: { allMiB: sorted(all), largestMiB: sorted(largest) },
        cpuUntil: (instant) => samples.findLast(({ at }) => at <= instant.getTime())?.seconds ?? {},
      };
    },
  };
};
