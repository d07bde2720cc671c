import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ProblemsError } from "../../model/validation/problem.ts";

const stackFile = /^Pulumi\.(.+)\.yaml$/;

/** A value as text, as the Pulumi command passes it to programs. Encrypted values stay encrypted. */
const toText = (value: unknown): string => {
  if (typeof value === "object" && value !== null && "secure" in value) {
    return "[secret]";
  }
  return typeof value === "string" ? value : JSON.stringify(value);
};

/** The configuration in the text of a stack's file: namespaced key → text. */
export const stackConfigOf = (text: string): Record<string, string> => {
  const document = parse(text) as { config?: Record<string, unknown> } | null;
  return Object.fromEntries(Object.entries(document?.config ?? {}).map(([key, value]) => [key, toText(value)]));
};

/**
 * Reads a stack's configuration from `Pulumi.<stack>.yaml`: namespaced key → text.
 *
 * @throws ProblemsError if the project has no such stack
 */
export const readStackConfig = (root: string, stack: string): Record<string, string> => {
  const file = `Pulumi.${stack}.yaml`;
  if (!existsSync(join(root, file))) {
    const stacks = readdirSync(root).flatMap((name) => stackFile.exec(name)?.[1] ?? []);
    throw new ProblemsError("Stack", [
      {
        code: "STACK_UNKNOWN",
        place: file,
        message: `found no stack "${stack}"; stacks are ${stacks.join(", ")}`,
        fix: `name one of them, or write ${file}`,
      },
    ]);
  }
  return stackConfigOf(readFileSync(join(root, file), "utf8"));
};

/**
 * Settings from a command line, which override those of the stack's file.
 *
 * @param given each `<namespace>:<key>=<value>`, with the value as `pulumi config set` takes it; objects as JSON
 * @throws ProblemsError if one has another form
 */
export const readSettings = (given: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    given.map((setting) => {
      const [, key, value] = /^([^=:]+:[^=:]+)=(.*)$/s.exec(setting) ?? [];
      if (key === undefined || value === undefined) {
        throw new ProblemsError("Options", [
          {
            code: "OPTION_INVALID",
            place: "--config",
            message: `found "${setting}", must be <namespace>:<key>=<value>`,
            fix: "write e.g. --config lakehouse:network=private",
          },
        ]);
      }
      return [key, value];
    }),
  );
