/** Identifies a process by ID and start time, because IDs are reused. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal for the same process, and different for another process that got the same ID. */
  readonly start: string;
}

export interface ProcessRow {
  readonly pid: number;
  readonly group: number;
  readonly start: string;
}

const hasProcFolder = process.platform === "linux";

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A process may end between being listed and being read, and other users' processes are not ours to read.
    if (code === "ENOENT" || code === "ESRCH" || code === "EACCES" || code === "EPERM") return undefined;
    throw error;
  }
};

/** Fields after the command's name, which may itself contain spaces and parentheses: state is 0, group 2, start 19. */
const procRow = (pid: number): ProcessRow | undefined => {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, , group] = fields;
  // A zombie holds no resources; only its parent can remove it.
  if (state === "Z" || state === "X" || group === undefined) return undefined;
  return { pid, group: Number(group), start: fields[19] ?? "" };
};

const psRows = (): ProcessRow[] =>
  execFileSync("ps", ["-A", "-o", "pid=,pgid=,stat=,lstart="], { encoding: "utf8" })
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .filter(([, , , state]) => !state?.startsWith("Z"))
    .map(([, pid, group, , start]) => ({ pid: Number(pid), group: Number(group), start: start ?? "" }));

/** Every visible process. */
export const listProcesses = (): ProcessRow[] => {
  if (!hasProcFolder) return psRows();
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => procRow(Number(name)))
    .filter((row) => row !== undefined);
};

/** When the process started, or `undefined` if it doesn't exist. */
export const processStart = (pid: number): string | undefined =>
  hasProcFolder ? procRow(pid)?.start : psRows().find((row) => row.pid === pid)?.start;

export const isSameProcess = (identity: ProcessIdentity): boolean => processStart(identity.pid) === identity.start;

/** Processes that were started with this variable in their environment, as far as the system allows. */
export const processesWithEnvironment = (name: string, value: string): number[] => {
  if (!hasProcFolder) {
    return execFileSync("ps", ["-A", "-E", "-ww", "-o", "pid=,command="], { encoding: "utf8", maxBuffer: 2 ** 26 })
      .split("\n")
      .filter((line) => `${line} `.includes(` ${name}=${value} `))
      .map((line) => Number.parseInt(line, 10));
  }
  return listProcesses()
    .map((row) => row.pid)
    .filter((pid) => (readIfThere(`/proc/${pid}/environ`) ?? "").split("\0").includes(`${name}=${value}`));
};
