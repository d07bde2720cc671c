import { styleText } from "node:util";

type Format = Exclude<Parameters<typeof styleText>[0], readonly unknown[]>;

/** Colours a text, or leaves it as it is. */
export type Paint = (format: Format, text: string) => string;

/** What is read by people on a terminal is coloured unless they don't want it: https://no-color.org */
export const wantsColour = (
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean => stream.isTTY === true && (environment["NO_COLOR"] ?? "") === "";

export const painter = (colour: boolean): Paint =>
  // Who calls has decided already; the text may go elsewhere than to the process's own stdout.
  colour ? (format, text) => styleText(format, text, { validateStream: false }) : (_format, text) => text;
