import { readOrFault } from "../../model/documents/document-fault.ts";
import type { Source } from "../../model/documents/contract-bundle.ts";
import { sourceSettings, type RestSource } from "./settings.ts";

/** A source's settings, as compiled contracts have them. */
export const settingsOf = ({ name, settings }: Source): RestSource => {
  const kind = {
    name: "source's settings",
    code: "BUNDLE_UNREADABLE",
    fix: "deploy the stack again, it uploads the contracts",
    schema: sourceSettings,
  };
  return readOrFault(kind, settings, `source ${name}`, "never");
};
