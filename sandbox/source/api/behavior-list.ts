/** Lists such as `paging=cursor,rows=250` in a path: each key has values that it allows and one that it has unstated. */

export interface Key<Value> {
  /** The value if the list doesn't have the key. */
  readonly unstated: Value;
  readonly allowed: string;
  /** `undefined` for a text that isn't allowed. */
  readonly read: (text: string) => Value | undefined;
}

export type Values<Keys extends Readonly<Record<string, Key<unknown>>>> = {
  readonly [Name in keyof Keys]: Keys[Name] extends Key<infer Value> ? Value : never;
};

export const oneOf = <const Texts extends readonly string[], Unstated extends Texts[number] | undefined>(
  texts: Texts,
  unstated: Unstated,
): Key<Texts[number] | Unstated> => ({
  unstated,
  allowed: texts.join(", "),
  read: (text) => texts.find((known): known is Texts[number] => known === text),
});

export const whole = <Unstated extends number | undefined>(
  least: number,
  most: number,
  unstated: Unstated,
): Key<number | Unstated> => ({
  unstated,
  allowed: `a whole number from ${least} to ${most}`,
  read: (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    return value >= least && value <= most ? value : undefined;
  },
});

export const matching = <Unstated extends string | undefined>(
  pattern: RegExp,
  allowed: string,
  unstated: Unstated,
): Key<string | Unstated> => ({
  unstated,
  allowed,
  read: (text) => (pattern.test(text) ? text : undefined),
});

/** Two texts with a colon between them, which a path may have as it is. */
export const pair = (pattern: RegExp, allowed: string): Key<readonly [string, string] | undefined> => ({
  unstated: undefined,
  allowed,
  read: (text) => {
    const colon = text.indexOf(":");
    return pattern.test(text) ? [text.slice(0, colon), text.slice(colon + 1)] : undefined;
  },
});

/** Several texts with plus signs between them. */
export const severalOf = <const Texts extends readonly string[]>(texts: Texts): Key<readonly Texts[number][]> => ({
  unstated: [],
  allowed: `${texts.join(", ")}; several with + between them`,
  read: (text) => {
    const found = text.split("+").map((part) => texts.find((known): known is Texts[number] => known === part));
    return found.includes(undefined) ? undefined : found.filter((part) => part !== undefined);
  },
});

/** `undefined` for a text that isn't percent-encoded right. */
const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
};

/**
 * The values of a list, or everything that is wrong with it.
 *
 * @param segment one segment of a path, percent-encoded or not; `-` is the empty list
 */
export const parseList = <Keys extends Readonly<Record<string, Key<unknown>>>>(
  segment: string,
  keys: Keys,
):
  | { readonly values: Values<Keys>; readonly stated: ReadonlySet<string> }
  | { readonly problems: readonly string[] } => {
  const text = decoded(segment);
  if (text === undefined) return { problems: [`${segment} isn't percent-encoded as a path has to be`] };
  const stated = new Map<string, unknown>();
  const problems: string[] = [];
  for (const entry of text === "-" ? [] : text.split(",")) {
    const equals = entry.indexOf("=");
    const name = equals < 0 ? entry : entry.slice(0, equals);
    const value = equals < 0 ? "" : entry.slice(equals + 1);
    const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
    const read = key?.read(value);
    if (key === undefined) problems.push(`${name} is no key; there are ${Object.keys(keys).join(", ")}`);
    else if (read === undefined) problems.push(`${name} is "${value}"; allowed: ${key.allowed}`);
    else if (stated.has(name)) problems.push(`${name} is stated twice`);
    else stated.set(name, read);
  }
  if (problems.length > 0) return { problems };
  const values = Object.fromEntries(
    Object.entries(keys).map(([name, key]) => [name, stated.has(name) ? stated.get(name) : key.unstated]),
  );
  return { values: values as Values<Keys>, stated: new Set(stated.keys()) };
};
