import { formatProblem, ProblemsError, type Problem } from "../../model/validation/problem.ts";
import { UsageError } from "../answer.ts";

export const exitCodes = { ok: 0, failure: 1, usage: 2, changes: 2, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export interface Failure {
  readonly problems: readonly Problem[];
  readonly exitCode: ExitCode;
}

const startSandbox = 'start the sandbox with "lakehouse sandbox start", or configure an AWS account and region';

/** AWS SDK errors that need explanation, by their name. */
const knownAwsErrors: Readonly<Record<string, Pick<Problem, "message" | "fix">>> = {
  CredentialsProviderError: { message: "no AWS credentials were found", fix: startSandbox },
  "Region is missing": { message: "no AWS region is set", fix: startSandbox },
  ExpiredTokenException: { message: "the AWS credentials have expired", fix: "sign in again" },
  ExpiredToken: { message: "the AWS credentials have expired", fix: "sign in again" },
  ECONNREFUSED: {
    message: "nothing answers at the endpoint, and nothing was sent elsewhere",
    fix: 'start the sandbox with "lakehouse sandbox start"; to use an AWS account, add --account and unset AWS_ENDPOINT_URL',
  },
};

const innermost = (error: Error): Error => {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return innermost(error.errors[0]);
  return error.cause instanceof Error ? innermost(error.cause) : error;
};

const codeOf = (error: Error): string | undefined =>
  "code" in error && typeof error.code === "string" ? error.code : undefined;

const isProblem = (value: unknown): value is Problem =>
  typeof value === "object" && value !== null && "code" in value && "place" in value && "fix" in value;

const awsProblem = (error: Error): Problem | undefined => {
  const root = innermost(error);
  const known = [error.name, error.message, codeOf(error), codeOf(root)]
    .map((key) => (key === undefined ? undefined : knownAwsErrors[key]))
    .find((found) => found !== undefined);
  if (known !== undefined) return { code: "AWS_UNREACHABLE", place: "AWS", ...known };
  if (!("$metadata" in error)) return undefined;
  return {
    code: "AWS_REFUSED",
    place: `AWS ${error.name}`,
    message: error.message.replace(/\.$/, ""),
    fix: "correct what the message names, then run the command again",
  };
};

/** How to show an error, and the exit code that it leads to. No message contains a secret's value. */
export const describeError = (error: unknown): Failure => {
  if (error instanceof UsageError) return { problems: error.problems, exitCode: exitCodes.usage };
  if (error instanceof ProblemsError) return { problems: error.problems, exitCode: exitCodes.failure };
  if (!(error instanceof Error)) return describeError(new Error(String(error)));
  if (error.name === "AbortError") {
    const message =
      "it was interrupted: its queries are stopped; runs that it started continue, and so does the sandbox";
    const fix = 'run it again to continue, or stop the sandbox with "lakehouse sandbox stop"';
    const problem = { code: "INTERRUPTED", place: "lakehouse", message, fix };
    return { problems: [problem], exitCode: exitCodes.interrupted };
  }
  if ("problem" in error && isProblem(error.problem)) {
    return { problems: [error.problem], exitCode: exitCodes.failure };
  }
  const root = innermost(error);
  const unexpected = {
    code: "UNEXPECTED",
    place: error.name,
    message: root === error ? error.message : `${error.message}: ${root.message}`,
    fix: "set LAKEHOUSE_DEBUG=1 to see where it comes from",
  };
  return { problems: [awsProblem(error) ?? unexpected], exitCode: exitCodes.failure };
};

export const renderFailure = ({ problems }: Failure): string => problems.map(formatProblem).join("\n");
