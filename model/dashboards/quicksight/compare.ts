/** Compares QuickSight's state with the files, part by part. Pure. */
import type { CompiledDataSet, DataSetColumn } from "./data-set.ts";
import { normalForm, type Plain, type PlainObject } from "./normal-form.ts";

export type ChangeKind = "add" | "remove" | "change";

/** A differing value within a part. */
export interface Difference {
  /** E.g. `ChartConfiguration.Orientation`. */
  readonly path: string;
  /** Absent if there is none. */
  readonly from?: Plain;
  readonly to?: Plain;
}

/** A part of a dashboard or data set, such as a visual or a column. */
export interface PartChange {
  readonly change: ChangeKind;
  /** E.g. `visual landed`. */
  readonly part: string;
  readonly differences: readonly Difference[];
}

/** The compared members of a data set, both as declared and as returned by `DescribeDataSet`. */
export interface ComparedDataSet extends Pick<CompiledDataSet, "sql" | "geography" | "closed"> {
  readonly mode: string;
  readonly columns: readonly DataSetColumn[];
}

const isObject = (value: Plain | undefined): value is PlainObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isList = (value: Plain | undefined): value is readonly Plain[] => Array.isArray(value);

const differencesOf = (from: Plain | undefined, to: Plain | undefined, path: string): readonly Difference[] => {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  if (isObject(from) && isObject(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
    return keys.flatMap((key) => differencesOf(from[key], to[key], path === "" ? key : `${path}.${key}`));
  }
  if (isList(from) && isList(to)) {
    const length = Math.max(from.length, to.length);
    return Array.from({ length }, (_item, index) => differencesOf(from[index], to[index], `${path}[${index}]`)).flat();
  }
  return [{ path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
};

const comparedParts = (from: ReadonlyMap<string, Plain>, to: ReadonlyMap<string, Plain>): readonly PartChange[] =>
  [...new Set([...from.keys(), ...to.keys()])].sort().flatMap((part): PartChange[] => {
    const [before, after] = [from.get(part), to.get(part)];
    if (before === undefined) return [{ change: "add", part, differences: [] }];
    if (after === undefined) return [{ change: "remove", part, differences: [] }];
    const differences = differencesOf(before, after, "");
    return differences.length === 0 ? [] : [{ change: "change", part, differences }];
  });

/** The only member of a union, such as a visual of some kind. */
const member = (value: Plain): PlainObject => {
  const [found] = isObject(value) ? Object.values(value) : [];
  return isObject(found) ? found : {};
};

const items = (object: PlainObject, key: string): readonly Plain[] => {
  const found = object[key];
  return isList(found) ? found : [];
};

const text = (value: Plain | undefined): string => (typeof value === "string" ? value : "");

/** A sheet's lists with named items, and what a plan calls the items. */
const sheetLists = ["Visuals", "TextBoxes", "ParameterControls"] as const;

const sheetParts = (sheet: PlainObject): readonly (readonly [string, Plain])[] => {
  const id = text(sheet["SheetId"]);
  const rest = Object.entries(sheet).filter(([key]) => !(sheetLists as readonly string[]).includes(key));
  return [
    [`page ${id}`, Object.fromEntries(rest)],
    ...items(sheet, "Visuals").map((one) => [`visual ${text(member(one)["VisualId"])}`, one] as const),
    ...items(sheet, "TextBoxes").map(
      (one) => [`text ${isObject(one) ? text(one["SheetTextBoxId"]) : ""}`, one] as const,
    ),
    ...items(sheet, "ParameterControls").map(
      (one) => [`control ${text(member(one)["ParameterControlId"])}`, one] as const,
    ),
  ];
};

/** What QuickSight adds to every definition, and no file can state. */
const ownAdditions: readonly string[] = ["Options", "QueryExecutionOptions"];

const named = (key: string, what: string, nameOf: (item: PlainObject) => string) => ({ key, what, nameOf });

const lists = [
  named("DataSetIdentifierDeclarations", "data set", (item) => text(item["Identifier"])),
  named("CalculatedFields", "calculated field", (item) => `${text(item["DataSetIdentifier"])}.${text(item["Name"])}`),
  named("ParameterDeclarations", "parameter", (item) => text(member(item)["Name"])),
  named("FilterGroups", "filter", (item) => text(item["FilterGroupId"])),
];

const partsOf = (definition: PlainObject): ReadonlyMap<string, Plain> => {
  const known = ["Sheets", ...ownAdditions, ...lists.map(({ key }) => key)];
  const rest = Object.entries(definition).filter(([key]) => !known.includes(key));
  return new Map([
    ...rest,
    ...lists.flatMap(({ key, what, nameOf }) =>
      items(definition, key).map((item) => [`${what} ${isObject(item) ? nameOf(item) : ""}`, item] as const),
    ),
    ...items(definition, "Sheets").flatMap((sheet) => (isObject(sheet) ? sheetParts(sheet) : [])),
  ]);
};

/**
 * Changes from the deployed state to the declared one.
 *
 * @param deployed as returned by `DescribeDashboardDefinition`
 * @param declared in normal form
 */
export const compareDefinitions = (deployed: object, declared: PlainObject): readonly PartChange[] =>
  comparedParts(partsOf(normalForm(deployed)), partsOf(declared));

/** Everything except the SQL, which is compared line by line. */
export const compareDataSets = (deployed: ComparedDataSet, declared: ComparedDataSet): readonly PartChange[] => {
  const parts = ({ columns, mode, geography, closed }: ComparedDataSet): ReadonlyMap<string, Plain> =>
    new Map<string, Plain>([
      ["mode", mode],
      ...columns.map(({ name, type }): [string, Plain] => [
        `column ${name}`,
        {
          type,
          ...(geography[name] !== undefined && { place: geography[name] }),
          ...(closed.includes(name) && { seenBy: "the persona's groups alone" }),
        },
      ]),
    ]);
  return comparedParts(parts(deployed), parts(declared));
};
