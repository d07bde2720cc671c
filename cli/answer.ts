import { ProblemsError, type Problem } from "../model/validation/problem.ts";
import type { Text } from "./output/text.ts";

/** A command's result, once for people and once for programs. */
export interface Answer {
  readonly text: Text;
  /** The one JSON document that `--json` prints. */
  readonly document: unknown;
  /** The document is the last of several, each on its own line. */
  readonly isLast?: true;
  /** The command succeeded and found something wrong: exit code 1, as for a failure. */
  readonly finding?: boolean;
  /** The command succeeded and there are changes to apply: exit code 2. */
  readonly changes?: boolean;
  /** Work that continues after the answer is written, until the user ends it. */
  readonly afterwards?: () => Promise<void>;
}

/** An answer that is too long to hold in memory: text, or under `--json` one document, written piece by piece. */
export interface StreamedAnswer {
  readonly pieces: AsyncIterable<string>;
}

/** The caller made an invalid request: exit code 2. */
export class UsageError extends ProblemsError {
  constructor(...problems: readonly Problem[]) {
    super("usage", problems);
    this.name = "UsageError";
  }
}
