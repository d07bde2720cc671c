/** Settings of a deployment: those in the stack's file, with the caller's overrides. Pure. */
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const merge = (given: unknown, override: unknown): unknown =>
  isRecord(given) && isRecord(override)
    ? {
        ...given,
        ...Object.fromEntries(Object.entries(override).map(([key, value]) => [key, merge(given[key], value)])),
      }
    : override;

const parse = (text: string | undefined): unknown => {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return text;
    }
    throw error;
  }
};

const toText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/**
 * Overrides replace the file's settings; in an object, only the keys that they name.
 *
 * @param settings as Pulumi passes them to programs: namespaced key → text
 */
export const withOverrides = (
  settings: Readonly<Record<string, string>>,
  overrides: Readonly<Record<string, unknown>>,
): Record<string, string> => ({
  ...settings,
  ...Object.fromEntries(
    Object.entries(overrides).map(([key, value]) => [key, toText(merge(parse(settings[key]), value))]),
  ),
});
