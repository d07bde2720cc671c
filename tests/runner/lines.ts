/** Output of several suites on one terminal: whole lines, each with the name of the suite that it belongs to. */

export type Say = (text: string) => void;

export interface LineWriter {
  readonly write: Say;
  /** Writes what hasn't come to its line's end. */
  readonly end: () => void;
}

/** Text as it comes; for a suite that has the terminal for itself. */
export const plainWriter = (say: Say): LineWriter => ({ write: say, end: () => undefined });

/** Holds text back until its line is complete, so that lines of two suites never mix. */
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
