/** Which of the tests ran, and with what result, according to mocha's and pytest's own reports. Pure. */
import type { FaultTests } from "./table.ts";

export interface Ran {
  readonly file: string;
  /** The test's own title, without its group's. */
  readonly title: string;
  readonly passed: boolean;
  readonly failure?: string;
}

export interface FaultOutcome {
  /** Starts at 1, as in the table. */
  readonly number: number;
  readonly fault: string;
  readonly expected: string;
  readonly state: "held" | "FAILED" | "NOT RUN";
  readonly tests: number;
  /** What failed or didn't run. */
  readonly problems: readonly string[];
}

interface MochaTest {
  readonly title: string;
  readonly file: string;
  readonly err: { readonly message?: string };
}

/** @param root of the repository: mocha reports absolute paths */
export const ranByMocha = (json: string, root: string): readonly Ran[] => {
  const { passes, failures } = JSON.parse(json) as {
    readonly passes: readonly MochaTest[];
    readonly failures: readonly MochaTest[];
  };
  const own = (file: string): string => file.replace(`${root}/`, "");
  return [
    ...passes.map(({ title, file }) => ({ title, file: own(file), passed: true })),
    // A failed hook is reported for the test that it ran for
    ...failures.map(({ title, file, err }) => ({
      ...{ title: title.replace(/^"[^"]*" hook for "(.*)"$/, "$1"), file: own(file), passed: false },
      ...(err.message !== undefined && { failure: err.message }),
    })),
  ];
};

const attribute = (element: string, name: string): string =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(element)?.[1] ?? "";

/** A parametrized test has one case per set of parameters. */
export const ranByPytest = (junit: string): readonly Ran[] =>
  [...junit.matchAll(/<testcase ([^>]*?)(\/>|>([\s\S]*?)<\/testcase>)/g)].map(([, attributes = "", , body = ""]) => {
    const failed = /<(failure|error)\b/.test(body);
    const message = attribute(body, "message");
    return {
      file: `${attribute(attributes, "classname").replaceAll(".", "/")}.py`,
      title: attribute(attributes, "name").replace(/\[.*$/, ""),
      passed: !failed && !body.includes("<skipped"),
      ...(failed && { failure: message }),
    };
  });

export const faultOutcomes = (asked: readonly FaultTests[], ran: readonly Ran[]) =>
  asked.map(({ number, fault, expected, tests }): FaultOutcome => {
    const found = Object.entries(tests).flatMap(([file, titles]) =>
      titles.map((title) => ({
        title: `${file}: ${title}`,
        ran: ran.filter((one) => one.file === file && one.title.startsWith(title)),
      })),
    );
    const failed = found.flatMap(({ title, ran: own }) =>
      own.filter(({ passed }) => !passed).map(({ failure = "" }) => `${title}: ${failure.split("\n")[0] ?? ""}`),
    );
    const missing = found.filter(({ ran: own }) => own.length === 0).map(({ title }) => `${title}: did not run`);
    return {
      ...{ number, fault, expected },
      state: failed.length > 0 ? "FAILED" : missing.length > 0 ? "NOT RUN" : "held",
      tests: found.reduce((sum, { ran: own }) => sum + own.length, 0),
      problems: [...failed, ...missing],
    };
  });
