import open from "open";
import type { Progress } from "../output/progress.ts";

/** A machine without a desktop can't open a page; the address is printed in any case. */
export const openInBrowser = async (url: string, progress: Progress): Promise<void> => {
  const note = (): void => {
    progress.note(`No browser could be started: open ${url} in one`);
  };
  try {
    (await open(url)).once("error", note);
  } catch {
    note();
  }
};
