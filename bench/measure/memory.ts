/** Peak memory of the sandbox's processes, by what they do. Resident set sizes, so shared pages count in each process. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly residentMiB: number;
  readonly command: string;
}

const pageKiB = 4;

const linuxProcess = (pid: string): ProcessInfo | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name, in parentheses, may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return { pid: Number(pid), parent: Number(fields[1]), residentMiB: (Number(fields[21]) * pageKiB) / 1024, command };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // It ended between being listed and being read, or is another user's.
    if (code === "ENOENT" || code === "ESRCH" || code === "EACCES") return undefined;
    throw error;
  }
};

const psProcesses = (): readonly ProcessInfo[] =>
  execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss=,command="], { encoding: "utf8" })
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, kib, command = ""]) => ({
      pid: Number(pid),
      parent: Number(parent),
      residentMiB: Number(kib) / 1024,
      command,
    }));

export const listProcesses = (): readonly ProcessInfo[] =>
  process.platform === "linux"
    ? readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map(linuxProcess)
        .filter((found) => found !== undefined)
    : psProcesses();

/** Members of a group of processes whose parent is no member. Pure. */
export const outermost = (processes: readonly ProcessInfo[], members: readonly number[]): readonly number[] =>
  processes.filter(({ pid, parent }) => members.includes(pid) && !members.includes(parent)).map(({ pid }) => pid);

/** What the emulator's children are: it runs functions with Node, a job with Python, Spark's JVM under that, and workers. */
const childLabel = (command: string): string => {
  const program = command.split(" ")[0]?.split("/").at(-1) ?? "";
  if (program.startsWith("java")) return "spark";
  if (program.startsWith("node")) return "functions";
  return command.includes("pyspark.daemon") ? "spark workers" : "spark driver";
};

/** Resident memory of the processes with one label, MiB: of all of them together, and of the largest. */
export interface Resident {
  readonly sum: number;
  readonly largest: number;
}

/**
 * Adds up memory by label. Pure.
 *
 * @param roots names of the parts by the id of each part's outermost process
 */
export const memoryByLabel = (
  processes: readonly ProcessInfo[],
  roots: ReadonlyMap<number, string>,
): ReadonlyMap<string, Resident> => {
  const byPid = new Map(processes.map((found) => [found.pid, found]));
  const rootOf = (found: ProcessInfo): string | undefined => {
    const seen = new Set<number>();
    for (let at: ProcessInfo | undefined = found; at !== undefined && !seen.has(at.pid); at = byPid.get(at.parent)) {
      const name = roots.get(at.pid);
      if (name !== undefined) return name;
      seen.add(at.pid);
    }
    return undefined;
  };
  const byLabel = new Map<string, Resident>();
  for (const found of processes) {
    const root = rootOf(found);
    if (root === undefined) continue;
    const label = roots.has(found.pid) || root !== "emulator" ? root : childLabel(found.command);
    for (const name of [label, "total"]) {
      const { sum, largest } = byLabel.get(name) ?? { sum: 0, largest: 0 };
      byLabel.set(name, { sum: sum + found.residentMiB, largest: Math.max(largest, found.residentMiB) });
    }
  }
  return byLabel;
};

const sampleMs = 500;

/** Peak of each label, whole MiB: of all its processes at one moment, and of a single one. */
export interface PeakMemory {
  readonly allMiB: Readonly<Record<string, number>>;
  readonly largestMiB: Readonly<Record<string, number>>;
}

export interface MemoryWatch {
  readonly stop: () => PeakMemory;
}

const sorted = (peaks: ReadonlyMap<string, number>): Readonly<Record<string, number>> =>
  Object.fromEntries([...peaks].sort(([one], [other]) => (one < other ? -1 : 1)));

const raise = (peaks: Map<string, number>, label: string, mebibytes: number): void => {
  peaks.set(label, Math.max(peaks.get(label) ?? 0, Math.round(mebibytes)));
};

/** Samples until it is stopped. */
export const watchMemory = (roots: ReadonlyMap<number, string>): MemoryWatch => {
  const all = new Map<string, number>();
  const largest = new Map<string, number>();
  const sample = (): void => {
    for (const [label, resident] of memoryByLabel(listProcesses(), roots)) {
      raise(all, label, resident.sum);
      raise(largest, label, resident.largest);
    }
  };
  sample();
  const timer = setInterval(sample, sampleMs);
  return {
    stop: () => {
      clearInterval(timer);
      largest.delete("total");
      return { allMiB: sorted(all), largestMiB: sorted(largest) };
    },
  };
};
