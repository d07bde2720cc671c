/** The server's answers; every failure is reported as a list of problems. */
import type { Problem } from "../../../model/validation/problem.ts";
import type { ShownFailure } from "../protocol.ts";
import { element } from "./dom.ts";

export class Failure extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join("; "));
    this.problems = problems;
  }
}

const isFailure = (document: unknown): document is ShownFailure =>
  typeof document === "object" && document !== null && "error" in document;

const unreached: Problem = {
  code: "SERVER_UNREACHED",
  place: "this page",
  message: "the command that serves it does not answer",
  fix: "start `lakehouse dashboards serve` again, then reload the page",
};

/** @throws Failure; an AbortError if `signal` aborts */
export const ask = async <Document>(path: string, signal?: AbortSignal): Promise<Document> => {
  let response: Response;
  try {
    response = await fetch(path, signal === undefined ? {} : { signal });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Failure([unreached]);
  }
  const document = (await response.json()) as Document | ShownFailure;
  // On a built site, a file may hold a failure
  if (!isFailure(document)) return document;
  throw new Failure(document.error.problems);
};

export const problemsOf = (error: unknown): readonly Problem[] => {
  if (error instanceof Failure) return error.problems;
  const message = error instanceof Error ? error.message : String(error);
  return [{ code: "PAGE_FAILED", place: "this page", message, fix: "contact the dashboards' owner" }];
};

export const shownProblems = (problems: readonly Problem[]): HTMLElement =>
  element(
    "div",
    { role: "alert" },
    ...problems.map(({ code, place, message, fix }) =>
      element(
        "div",
        { class: "problem" },
        element("p", {}, `${message}.`),
        element("p", {}, `${fix.charAt(0).toUpperCase()}${fix.slice(1)}.`),
        element("code", {}, `${code} ${place}`),
      ),
    ),
  );
