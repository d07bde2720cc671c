/** A stack's settings, resolved: pure, so that every mistake is found before anything is created. */
import { stackFields, type Config } from "./config/fields.ts";
import type { Problem } from "../model/problem.ts";

export type { Config } from "./config/fields.ts";

export type Resolution =
  | { readonly config: Config; readonly problems: readonly [] }
  | { readonly config?: never; readonly problems: readonly Problem[] };

const namespace = "lakehouse:";

/** Pulumi hands every value over as text; objects, numbers and booleans as JSON. */
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return text;
    }
    throw error;
  }
};

const rulesAcrossFields = (config: Config): readonly Problem[] => {
  const { timeoutSeconds, sourceTimeoutSeconds } = config.extraction;
  if (sourceTimeoutSeconds < timeoutSeconds) {
    return [];
  }
  const timeout = timeoutSeconds.toString();
  return [
    {
      code: "CONFIG_VALUE_INVALID",
      place: "lakehouse:extraction.sourceTimeoutSeconds",
      message: `found ${sourceTimeoutSeconds.toString()}, allowed is less than extraction.timeoutSeconds (${timeout})`,
      fix: "lower it, or raise extraction.timeoutSeconds",
    },
  ];
};

/**
 * Resolves `lakehouse:*` keys as Pulumi gives them (key → text, objects as JSON).
 *
 * @param raw all configuration of the stack; keys of other namespaces are passed over
 * @param sourceNames sources of the contracts; each must have a base URL, and no other may
 */
export const resolveConfig = (raw: Readonly<Record<string, string>>, sourceNames: readonly string[]): Resolution => {
  const own = Object.entries(raw).filter(([key]) => key.startsWith(namespace));
  const given = Object.fromEntries(own.map(([key, text]) => [key.slice(namespace.length), parse(text)]));
  const { value, problems } = stackFields(sourceNames).read(given, namespace);
  const all = value === undefined ? problems : rulesAcrossFields(value);
  return value === undefined || all.length > 0 ? { problems: all } : { config: value, problems: [] };
};
