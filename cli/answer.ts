import { ProblemsError, type Problem } from "../model/validation/problem.ts";
import type { Text } from "./output/text.ts";

/** What a command found out, once for people and once for programs. */
export interface Answer {
  readonly text: Text;
  /** The one JSON document that `--json` prints. */
  readonly document: unknown;
  /** The document is the last of several, each on a line of its own. */
  readonly isLast?: true;
  /** The command worked and found something wrong: exit code 1, as for a failure. */
  readonly finding?: boolean;
  /** The command worked and there is something to carry out: exit code 2. */
  readonly changes?: boolean;
  /** What goes on once the answer is written, until the user ends it. */
  readonly afterwards?: () => Promise<void>;
}

/** An answer that is too long to be held: text, or under `--json` one document, written piece by piece. */
export interface StreamedAnswer {
  readonly pieces: AsyncIterable<string>;
}

/** The caller asked for something that can't be asked: exit code 2. */
export class UsageError extends ProblemsError {
  constructor(...problems: readonly Problem[]) {
    super("usage", problems);
    this.name = "UsageError";
  }
}
