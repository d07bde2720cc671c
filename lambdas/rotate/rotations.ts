/** Which source issues the tokens of which secret, according to the function's environment. */
import { part } from "../../model/documents/document.ts";
import { Fault } from "../../model/fault.ts";
import { map, text } from "../../model/validation/schema.ts";
import { jsonVariable } from "../shared/environment.ts";
import type { TokenSource } from "../../sources/token-source.ts";

const rotationsBySecret = map(
  'a map such as {"<secret>": {"name": "…", "url": "…"}}',
  text,
  part("a map with name and url", { name: text, url: text }),
  { minProperties: 1 },
);

/**
 * @param value `{"<secret's ARN>": {"name", "url"}}`
 * @throws ProblemsError ENVIRONMENT_VARIABLE_INVALID; the returned function throws Fault SECRET_NOT_ROTATED
 */
export const rotationsOf = (value: string): ((secretId: string) => TokenSource) => {
  const rotations = new Map(Object.entries(jsonVariable("ROTATIONS", value, rotationsBySecret)));
  return (secretId) => {
    const source = rotations.get(secretId);
    if (source !== undefined) return source;
    const problem = {
      code: "SECRET_NOT_ROTATED",
      place: `secret ${secretId}`,
      message: `no source issues its tokens; rotated secrets are ${[...rotations.keys()].join(", ")}`,
      fix: "add auth.rotation to the source in contracts/sources.yaml and deploy again",
    };
    throw new Fault(problem, { retry: "never" });
  };
};
