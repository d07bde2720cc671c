import { DefaultRenderer, Listr, ListrLogger, ProcessOutput, type ListrDefaultRendererLogLevels } from "listr2";
import { formatSeconds } from "./format.ts";

/** A step in progress. */
export interface Step {
  /** Describes the current activity; replaces the previous description. A terminal also shows the lines of `live`. */
  readonly update: (text: string, live?: readonly string[]) => void;
}

/** Shows steps one after the other. Everything goes to stderr. */
export interface Progress {
  readonly step: <T>(title: string, work: (step: Step) => Promise<T>) => Promise<T>;
  /** A permanent line. */
  readonly note: (text: string) => void;
}

export type ErrorStream = Pick<NodeJS.WriteStream, "write"> & { readonly isTTY?: boolean };

/** Minimum interval between lines of a step that is not on a terminal. */
const plainIntervalMs = 2000;

const plainProgress = (stream: ErrorStream): Progress => ({
  note: (text) => void stream.write(`${text}\n`),
  step: async (title, work) => {
    const started = performance.now();
    let lastAt = -Infinity;
    let last = "";
    stream.write(`${title} …\n`);
    const update = (text: string): void => {
      const now = performance.now();
      if (text === "" || text === last || now - lastAt < plainIntervalMs) return;
      [last, lastAt] = [text, now];
      stream.write(`  ${text}\n`);
    };
    try {
      const result = await work({ update });
      stream.write(`${title}: ${formatSeconds((performance.now() - started) / 1000)}\n`);
      return result;
    } catch (error) {
      stream.write(`${title}: failed after ${formatSeconds((performance.now() - started) / 1000)}\n`);
      throw error;
    }
  },
});

const terminalProgress = (stream: NodeJS.WriteStream): Progress => ({
  note: (text) => void stream.write(`${text}\n`),
  step: async <T>(title: string, work: (step: Step) => Promise<T>): Promise<T> => {
    const started = performance.now();
    const results: T[] = [];
    const list = new Listr(
      [
        {
          title,
          task: async (_context, task) => {
            results.push(
              await work({
                update: (text, live = []) => {
                  task.output = [text, ...live].join("\n");
                },
              }),
            );
            task.title = `${title}: ${formatSeconds((performance.now() - started) / 1000)}`;
          },
        },
      ],
      {
        renderer: DefaultRenderer,
        registerSignalListeners: false,
        rendererOptions: {
          showErrorMessage: false,
          // listr2 writes to stdout by default, and stdout is reserved for the answer.
          logger: new ListrLogger<ListrDefaultRendererLogLevels>({ processOutput: new ProcessOutput(stream, stream) }),
        },
      },
    );
    await list.run();
    const [result] = results;
    return result as T;
  },
});

/** Live on a terminal, plain lines elsewhere. */
export const createProgress = (stream: NodeJS.WriteStream | ErrorStream): Progress =>
  stream.isTTY === true && "columns" in stream ? terminalProgress(stream) : plainProgress(stream);
