/** Output of several suites on one terminal: whole lines, each prefixed with its suite's name. */

export type Say = (text: string) => void;

export interface LineWriter {
  readonly write: Say;
  /** Writes the last, incomplete line. */
  readonly end: () => void;
}

/** Text as it arrives; for a suite that has the terminal to itself. */
export const plainWriter = (say: Say): LineWriter => ({ write: say, end: () => undefined });

/** Buffers text until its line is complete, so that lines of two suites never mix. */
export const prefixedWriter = (name: string, width: number, say: Say): LineWriter => {
  const prefix = `${name.padEnd(width)} │ `;
  let begun = "";
  return {
    write: (text) => {
      const lines = `${begun}${text}`.split("\n");
      begun = lines.pop() ?? "";
      if (lines.length > 0) say(lines.map((line) => `${prefix}${line}`.trimEnd()).join("\n") + "\n");
    },
    end: () => {
      if (begun !== "") say(`${prefix}${begun}\n`);
      begun = "";
    },
  };
};
