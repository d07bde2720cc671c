import { jobFailure } from "../../model/job-failure.ts";

/** What a Catch of the state machine hands over, with the name of the state that failed. */
export interface Failure {
  readonly Error: string;
  readonly Cause?: string;
  readonly state: string;
}

const longest = 2_000;

const fields = (text: string): Readonly<Partial<Record<string, unknown>>> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
};

/**
 * `Process failed with States.TaskFailed: <reason>`. A cause is JSON when a function failed (`errorMessage`) or a job did
 * (`ErrorMessage` of its run), and plain text otherwise.
 */
export const describeFailure = (failure: Failure): string => {
  const cause = failure.Cause ?? "";
  const known = fields(cause);
  const said = [known["errorMessage"], known["ErrorMessage"]].find((text) => typeof text === "string" && text !== "");
  const reason = jobFailure(typeof said === "string" ? said : cause).slice(0, longest);
  return `${failure.state} failed with ${failure.Error}${reason === "" ? "" : `: ${reason}`}`;
};
