/** One problem of an input. All problems of an input are collected and shown together. */
export interface Problem<Code extends string = string> {
  /** SCREAMING_SNAKE_CASE, stable; tests and users search for it. Each part of the program has a list of its codes. */
  readonly code: Code;
  /** File and path inside it, e.g. `contracts/flights.odcs.yaml schema[0].properties[2].classification`. */
  readonly place: string;
  /** What was found and what is allowed. */
  readonly message: string;
  /** How to fix it, as an instruction. */
  readonly fix: string;
}

/** `CODE place: message. Fix: fix.` */
export const formatProblem = (p: Problem): string => `${p.code} ${p.place}: ${p.message}. Fix: ${p.fix}.`;

/** Carries every problem of an input; thrown once, at the edge. */
export class ProblemsError extends Error {
  readonly problems: readonly Problem[];

  constructor(subject: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`${subject}: ${count}`, ...problems.map(formatProblem)].join("\n"));
    this.name = "ProblemsError";
    this.problems = problems;
  }
}
