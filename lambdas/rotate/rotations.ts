/** Which source issues the tokens of which secret, as the function's environment says. */
import { ProblemsError } from "../../model/validation/problem.ts";
import { Fault } from "../../model/fault.ts";
import type { TokenSource } from "./token-source.ts";

const isTokenSource = (value: unknown): value is TokenSource =>
  typeof value === "object" &&
  value !== null &&
  "name" in value &&
  typeof value.name === "string" &&
  "url" in value &&
  typeof value.url === "string";

const parse = (text: string): ReadonlyMap<string, TokenSource> | undefined => {
  try {
    const value = JSON.parse(text) as unknown;
    const entries: [string, unknown][] = typeof value === "object" && value !== null ? Object.entries(value) : [];
    const valid = entries.filter((entry): entry is [string, TokenSource] => isTokenSource(entry[1]));
    return valid.length > 0 && valid.length === entries.length ? new Map(valid) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/**
 * @param text `{"<secret's ARN>": {"name", "url"}}`
 * @throws ProblemsError ENVIRONMENT_VARIABLE_INVALID; the function it returns, Fault SECRET_NOT_ROTATED
 */
export const rotationsOf = (text: string): ((secretId: string) => TokenSource) => {
  const rotations = parse(text);
  if (rotations === undefined) {
    const problem = {
      code: "ENVIRONMENT_VARIABLE_INVALID",
      place: "ROTATIONS",
      message: 'it is not an object with sources; allowed is {"<secret>": {"name": "…", "url": "…"}}',
      fix: "deploy the stack again, the program sets it",
    };
    throw new ProblemsError("environment of the function", [problem]);
  }
  return (secretId) => {
    const source = rotations.get(secretId);
    if (source !== undefined) return source;
    const problem = {
      code: "SECRET_NOT_ROTATED",
      place: `secret ${secretId}`,
      message: `no source issues its tokens; rotated are ${[...rotations.keys()].join(", ")}`,
      fix: "add tokenRotation to the source in contracts/sources.yaml and deploy again",
    };
    throw new Fault(problem, { retry: "never" });
  };
};
