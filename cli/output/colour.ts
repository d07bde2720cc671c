import { styleText } from "node:util";

type Format = Exclude<Parameters<typeof styleText>[0], readonly unknown[]>;

/** Colors a text, or leaves it unchanged. */
export type Paint = (format: Format, text: string) => string;

/** Output for people on a terminal is colored unless they opt out: https://no-color.org */
export const wantsColour = (
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean => stream.isTTY === true && (environment["NO_COLOR"] ?? "") === "";

export const painter = (colour: boolean): Paint =>
  // The caller has already decided; the text may not go to the process's own stdout.
  colour ? (format, text) => styleText(format, text, { validateStream: false }) : (_format, text) => text;
