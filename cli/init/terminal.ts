import input from "@inquirer/input";
import select from "@inquirer/select";
import type { Context } from "../context.ts";
import type { Questions } from "./ask.ts";

/** Questions at this process's terminal; they go to stderr, because stdout is reserved for the answer. */
export const terminalQuestions = ({ stdin, signal }: Pick<Context, "stdin" | "signal">): Questions => {
  const streams = { input: stdin as NodeJS.ReadableStream, output: process.stderr, signal };
  return {
    text: (message, known, check) =>
      input({ message, default: known, prefill: "editable", ...(check !== undefined && { validate: check }) }, streams),
    choice: (message, choices, known) =>
      select({ message, choices: choices.map((value) => ({ value, name: value })), default: known }, streams),
  };
};
