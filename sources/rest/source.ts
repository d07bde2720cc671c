/** A source's settings, as compiled contracts and the stack have them. */
import { readOrFault } from "../../model/documents/document-fault.ts";
import type { Source } from "../../model/documents/contract-bundle.ts";
import { locationSchema, sourceSettings, type RestLocation, type RestSource } from "./settings.ts";

export const settingsOf = ({ name, settings }: Source): RestSource => {
  const kind = {
    name: "source's settings",
    code: "BUNDLE_UNREADABLE",
    fix: "deploy the stack again, it uploads the contracts",
    schema: sourceSettings,
  };
  return readOrFault(kind, settings, `source ${name}`, "never");
};

export const locationOf = ({ name }: Source, location: Readonly<Record<string, unknown>>): RestLocation => {
  const kind = {
    name: "source's location",
    code: "ENVIRONMENT_VARIABLE_INVALID",
    fix: "correct lakehouse:sources in the stack's config and deploy again",
    schema: locationSchema,
  };
  return readOrFault(kind, location, `SOURCES ${name}`, "never");
};
