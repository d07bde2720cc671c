/** Collects problems while a file is read. */
import type { Problem } from "../validation/problem.ts";
import { found } from "../validation/found.ts";
import type { ContractCode, SourceCode } from "./codes.ts";
import { writeNearest } from "../validation/suggestion.ts";
import type { Path } from "../validation/path.ts";
import type { YamlFile } from "../validation/yaml-file.ts";

interface LocatedProblem extends Problem {
  readonly path: Path;
}

export interface Report<Code extends string = ContractCode | SourceCode> {
  readonly problems: readonly LocatedProblem[];
  readonly add: (code: Code, path: Path, message: string, fix: string) => void;
  /** Retracts the problems at a path, because their cause is reported instead. */
  readonly takeBack: (path: Path) => void;
}

const samePath = (one: Path, other: Path): boolean => JSON.stringify(one) === JSON.stringify(other);

export const reportOn = (file: YamlFile): Report<string> => {
  const problems: LocatedProblem[] = [];
  return {
    problems,
    add: (code, path, message, fix) => {
      problems.push({ code, path, place: file.placeOf(path), message, fix });
    },
    takeBack: (path) => {
      const kept = problems.filter((problem) => !samePath(problem.path, path));
      problems.splice(0, problems.length, ...kept);
    },
  };
};

/** One of a list of words, or a problem that suggests the nearest. */
export const choice = <T extends string>(
  report: Report,
  code: ContractCode,
  path: Path,
  value: unknown,
  subject: string,
  allowed: readonly T[],
): T | undefined => {
  const chosen = allowed.find((word) => word === value);
  if (chosen !== undefined) return chosen;
  const listed = allowed.length === 1 ? `must be ${allowed.join("")}` : `allowed values are ${allowed.join(", ")}`;
  const otherwise = allowed.length === 1 ? `write ${JSON.stringify(allowed[0])}` : "write one of the allowed words";
  report.add(
    code,
    path,
    `${found(value)} is not a ${subject}; ${listed}`,
    writeNearest(String(value), allowed, otherwise),
  );
  return undefined;
};
