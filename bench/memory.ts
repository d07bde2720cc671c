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

/** What the emulator's children are: it runs functions with Node, and a job with Python and the JVM that Python starts. */
const childLabel = (command: string): string => {
  const program = command.split(" ")[0]?.split("/").at(-1) ?? "";
  if (program.startsWith("java")) return "spark";
  return program.startsWith("node") ? "functions" : "spark driver";
};

/**
 * Sums memory by label. Pure.
 *
 * @param roots names of the parts by the id of each part's outermost process
 */
export const memoryByLabel = (
  processes: readonly ProcessInfo[],
  roots: ReadonlyMap<number, string>,
): ReadonlyMap<string, number> => {
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
  const sums = new Map<string, number>();
  for (const found of processes) {
    const root = rootOf(found);
    if (root === undefined) continue;
    const label = roots.has(found.pid) || root !== "emulator" ? root : childLabel(found.command);
    for (const name of [label, "total"]) sums.set(name, (sums.get(name) ?? 0) + found.residentMiB);
  }
  return sums;
};

const sampleMs = 500;

export interface MemoryWatch {
  readonly stop: () => void;
  /** Peak of each label, MiB. */
  readonly peaks: () => Readonly<Record<string, number>>;
}

/** Samples until it is stopped. */
export const watchMemory = (roots: ReadonlyMap<number, string>): MemoryWatch => {
  const peaks = new Map<string, number>();
  const sample = (): void => {
    for (const [label, mebibytes] of memoryByLabel(listProcesses(), roots)) {
      peaks.set(label, Math.max(peaks.get(label) ?? 0, Math.round(mebibytes)));
    }
  };
  sample();
  const timer = setInterval(sample, sampleMs);
  return {
    stop: () => {
      clearInterval(timer);
    },
    peaks: () => Object.fromEntries([...peaks].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
};
