import { jobFailure } from "../../model/job-failure.ts";
import { parseJson } from "../../model/validation/json.ts";

/** The output of a Catch in the state machine, with the name of the failed state. */
export interface Failure {
  readonly Error: string;
  readonly Cause?: string;
  readonly state: string;
}

const longest = 2_000;

const fields = (text: string): Readonly<Partial<Record<string, unknown>>> => {
  const value = parseJson(text);
  return typeof value === "object" && value !== null ? { ...value } : {};
};

/**
 * `Process failed with States.TaskFailed: <reason>`. A cause is JSON if a function failed (`errorMessage`) or a job run
 * failed (`ErrorMessage`), otherwise plain text.
 */
export const describeFailure = (failure: Failure): string => {
  const cause = failure.Cause ?? "";
  const known = fields(cause);
  const said = [known["errorMessage"], known["ErrorMessage"]].find((text) => typeof text === "string" && text !== "");
  const reason = jobFailure(typeof said === "string" ? said : cause).slice(0, longest);
  return `${failure.state} failed with ${failure.Error}${reason === "" ? "" : `: ${reason}`}`;
};
