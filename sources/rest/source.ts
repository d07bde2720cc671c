/** A source's settings, as compiled contracts and the stack have them. */
import { Fault } from "../../model/fault.ts";
import { readOrFault } from "../../model/documents/document-fault.ts";
import type { Source } from "../../model/documents/contract-bundle.ts";
import { locationSchema, sourceSettings, type Auth, type RestLocation, type RestSource } from "./settings.ts";

export const settingsOf = ({ name, settings }: Source): RestSource => {
  const kind = {
    name: "source's settings",
    code: "BUNDLE_UNREADABLE",
    fix: "deploy the stack again, it uploads the contracts",
    schema: sourceSettings,
  };
  return readOrFault(kind, settings, `source ${name}`, "never");
};

const fix = "correct lakehouse:sources in the stack's config and deploy again";

/** @param auth how the source knows who asks, which decides whether it needs a secret */
export const locationOf = (
  { name }: Pick<Source, "name">,
  auth: Auth,
  location: Readonly<Record<string, unknown>>,
): RestLocation => {
  const [code, place] = ["ENVIRONMENT_VARIABLE_INVALID", `SOURCES ${name}`];
  const kind = { name: "source's location", code, fix, schema: locationSchema };
  const found = readOrFault(kind, location, place, "never");
  if (auth.type === "none" || found.secretId !== undefined) return found;
  const message = `"secretId" is missing; the source's authentication is of type ${auth.type}`;
  throw new Fault({ code, place, message, fix }, { retry: "never" });
};
