import { writeNearest } from "../model/validation/suggestion.ts";
import type { Principal } from "../model/documents/deployment.ts";
import { UsageError } from "./answer.ts";

/** @throws UsageError PRINCIPAL_UNKNOWN, with the existing names */
export const principalNamed = (principals: readonly Principal[], name: string): Principal => {
  const found = principals.find((principal) => principal.name === name);
  if (found !== undefined) return found;
  const known = principals.map((principal) => principal.name).join(", ");
  const message = `"${name}" is not a principal of the stack; principals are ${known === "" ? "none" : known}`;
  throw new UsageError({
    code: "PRINCIPAL_UNKNOWN",
    place: "principal",
    message,
    fix: writeNearest(
      name,
      principals.map((principal) => principal.name),
      "name one of them",
    ),
  });
};
