import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { UsageError } from "../answer.ts";
import type { Context } from "../context.ts";

/**
 * Asks at the terminal; only `y` and `yes` confirm.
 *
 * @throws UsageError CONFIRMATION_MISSING if nobody can be asked
 */
export const confirmed = async (
  question: string,
  { stdin, stderr, signal }: Pick<Context, "stdin" | "stderr" | "signal">,
): Promise<boolean> => {
  if (stdin.isTTY !== true) {
    const message = "the plan needs confirmation, and there is no terminal to ask at";
    const fix = "pass --yes, or pass the plan file that sql plan --out wrote";
    throw new UsageError({ code: "CONFIRMATION_MISSING", place: "sql apply", message, fix });
  }
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      stderr.write(chunk.toString());
      done();
    },
  });
  const lines = createInterface({ input: stdin, output });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    lines.close();
  }
};
