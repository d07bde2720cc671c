/** The machine's processes, and the part of the sandbox that each belongs to. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  /** Resident set size: pages that processes share count in each. */
  readonly residentMiB: number;
  /** User and system time since the process started. */
  readonly cpuSeconds: number;
  readonly command: string;
}

const pageKiB = 4;
/** Linux has counted in hundredths of a second on every architecture since 2.6: proc(5), USER_HZ. */
const ticksPerSecond = 100;

const linuxProcess = (pid: string): ProcessInfo | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name, in parentheses, may itself contain spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return {
      pid: Number(pid),
      parent: Number(fields[1]),
      residentMiB: (Number(fields[21]) * pageKiB) / 1024,
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
      command,
    };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The process ended between listing and reading, or belongs to another user.
    if (code === "ENOENT" || code === "ESRCH" || code === "EACCES") return undefined;
    throw error;
  }
};

/** Seconds from a time printed by `ps`: `[days-][[hours:]minutes:]seconds`. Pure. */
export const secondsOf = (time: string): number => {
  const [clock = "", days = "0"] = time.split("-").reverse();
  return clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
};

const psProcesses = (): readonly ProcessInfo[] =>
  execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss=,time=,command="], { encoding: "utf8" })
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, kib, time = "", command = ""]) => ({
      pid: Number(pid),
      parent: Number(parent),
      residentMiB: Number(kib) / 1024,
      cpuSeconds: secondsOf(time),
      command,
    }));

export const listProcesses = (): readonly ProcessInfo[] =>
  process.platform === "linux"
    ? readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map(linuxProcess)
        .filter((found) => found !== undefined)
    : psProcesses();

/** Members of a process group whose parent is not a member. Pure. */
export const outermost = (processes: readonly ProcessInfo[], members: readonly number[]): readonly number[] =>
  processes.filter(({ pid, parent }) => members.includes(pid) && !members.includes(parent)).map(({ pid }) => pid);

/**
 * Labels the emulator's children: it runs functions with Node, a job with Python, Spark's JVM under that, and workers.
 */
const childLabel = (command: string): string => {
  const program = command.split(" ")[0]?.split("/").at(-1) ?? "";
  if (program.startsWith("java")) return "spark";
  if (program.startsWith("node")) return "functions";
  return command.includes("pyspark.daemon") ? "spark workers" : "spark driver";
};

/**
 * The processes that belong to a part, each with its label: the part's name, or what the emulator runs in it. Pure.
 *
 * @param roots names of the parts by the id of each part's outermost process
 */
export const labelled = (
  processes: readonly ProcessInfo[],
  roots: ReadonlyMap<number, string>,
): readonly (readonly [label: string, process: ProcessInfo])[] => {
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
  return processes.flatMap((found) => {
    const root = rootOf(found);
    if (root === undefined) return [];
    return [[roots.has(found.pid) || root !== "emulator" ? root : childLabel(found.command), found] as const];
  });
};
