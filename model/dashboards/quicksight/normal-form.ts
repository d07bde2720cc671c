/**
 * A normal form of definitions, for comparing declarations with what QuickSight returns: `DescribeDashboardDefinition`
 * returns what was given, plus empty lists where nothing was, and with sets in an order of its own. Pure.
 */

/** Any JSON value. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };
export type PlainObject = Readonly<Record<string, Plain>>;

/** Lists whose order has no meaning, with the path to the key that identifies their items. */
const sets: Readonly<Record<string, readonly string[]>> = {
  DataSetIdentifierDeclarations: ["Identifier"],
  CalculatedFields: ["DataSetIdentifier", "Name"],
  ParameterDeclarations: ["*.Name"],
  FilterGroups: ["FilterGroupId"],
  SheetVisualScopingConfigurations: ["SheetId"],
  VisualIds: [],
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

const sortKey = (item: Plain, paths: readonly string[]): string =>
  JSON.stringify(
    paths.length === 0
      ? item
      : paths.map((path) => {
          const own = item as PlainObject;
          // A union has one member, whose name says its kind
          return path.startsWith("*.") ? (Object.values(own)[0] as PlainObject)[path.slice(2)] : own[path];
        }),
  );

const isEmpty = (value: Plain | undefined): boolean =>
  value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);

const normal = (value: unknown, key: string): Plain | undefined => {
  if (value instanceof Date) return value.toISOString().replace(".000Z", "Z");
  if (Array.isArray(value)) {
    const items = value.flatMap((item: unknown) => normal(item, "") ?? []);
    const by = sets[key];
    if (by === undefined) return items;
    return [...items].sort((one, other) => (sortKey(one, by) < sortKey(other, by) ? -1 : 1));
  }
  if (!isObject(value)) return value as Plain | undefined;
  const entries = Object.entries(value)
    .flatMap(([name, item]) => {
      const made = normal(item, name);
      return made === undefined || isEmpty(made) ? [] : [[name, made] as const];
    })
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries);
};

/** @param definition as the API accepts and returns it, with the SDK's dates */
export const normalForm = (definition: object): PlainObject => (normal(definition, "") ?? {}) as PlainObject;
