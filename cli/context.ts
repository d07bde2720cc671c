import { once } from "node:events";
import { Writable, type Readable } from "node:stream";
import type { Command } from "commander";
import type { Answer, StreamedAnswer } from "./answer.ts";
import { defaultStack } from "./endpoint.ts";
import type { Progress } from "./output/progress.ts";
import { renderText, widthOf } from "./output/text.ts";

/** What a command works with; tests pass their own. */
export interface Context {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Pick<Writable, "write"> & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Pick<Writable, "write">;
  readonly progress: Progress;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
  /** Called if a command succeeded and its exit code conveys its finding. */
  readonly onOutcome: (outcome: "finding" | "changes") => void;
  /** Called once part of an answer has been written: later failures are reported on stderr only. */
  readonly onPartWritten: () => void;
}

/** Options that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly stack: string;
  /** Targets an AWS account, whether or not there is a sandbox. */
  readonly account?: boolean;
}

/** Formats a document the way every command prints it under `--json`. */
export const renderDocument = (document: unknown): string => JSON.stringify(document, undefined, 2);

/** Formats a document as one of several, each on its own line. */
export const renderLine = (document: unknown): string => JSON.stringify(document);

/**
 * A command's implementation. Commander passes operands and options untyped: each command declares the types that its
 * own declaration implies.
 */
type Work = (options: never, ...operands: never[]) => Promise<Answer | StreamedAnswer>;

/** Waits for the reader, so that unread output doesn't accumulate in memory. */
const writePieces = async ({ pieces }: StreamedAnswer, { stdout, signal, onPartWritten }: Context): Promise<void> => {
  for await (const piece of pieces) {
    signal.throwIfAborted();
    onPartWritten();
    if (!stdout.write(piece) && stdout instanceof Writable) await once(stdout, "drain", { signal });
  }
};

/**
 * Wraps a command's work as its action: the answer goes to stdout, as text or as one JSON document.
 *
 * @param unnamedStack the stack to use if none is named
 */
export const answering =
  (context: Context, work: Work, unnamedStack: (isAccountMeant: boolean) => string = defaultStack) =>
  async (...parameters: unknown[]): Promise<void> => {
    const command = parameters.at(-1) as Command;
    const given = command.optsWithGlobals<Partial<CommonOptions>>();
    const options = { stack: unnamedStack(given.account === true), ...given };
    const untyped = work as (options: CommonOptions, ...operands: unknown[]) => Promise<Answer | StreamedAnswer>;
    const answer = await untyped(options, ...parameters.slice(0, -2));
    if ("pieces" in answer) {
      await writePieces(answer, context);
      return;
    }
    const renderJson = answer.isLast === true ? renderLine : renderDocument;
    const printed =
      options.json === true ? renderJson(answer.document) : renderText(answer.text, widthOf(context.stdout));
    if (printed !== "") context.stdout.write(printed.endsWith("\n") ? printed : `${printed}\n`);
    if (answer.finding === true) context.onOutcome("finding");
    else if (answer.changes === true) context.onOutcome("changes");
    await answer.afterwards?.();
  };
