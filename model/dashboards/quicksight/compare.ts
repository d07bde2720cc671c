/** What QuickSight has beside what the files say, part by part. Pure. */
import type { CompiledDataSet, DataSetColumn } from "./data-set.ts";
import { normalForm, type Plain, type PlainObject } from "./normal-form.ts";

export type ChangeKind = "add" | "remove" | "change";

/** A value within a part. */
export interface Difference {
  /** E.g. `ChartConfiguration.Orientation`. */
  readonly path: string;
  /** Absent where there is none. */
  readonly from?: Plain;
  readonly to?: Plain;
}

/** A part of a dashboard or of a data set, such as a visual or a column. */
export interface PartChange {
  readonly change: ChangeKind;
  /** E.g. `visual landed`. */
  readonly part: string;
  readonly differences: readonly Difference[];
}

/** A data set as it is told apart from another one: what is declared, and what `DescribeDataSet` answers of it. */
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

/** The one member of a union, such as a visual of a kind. */
const member = (value: Plain): PlainObject => {
  const [found] = isObject(value) ? Object.values(value) : [];
  return isObject(found) ? found : {};
};

const items = (object: PlainObject, key: string): readonly Plain[] => {
  const found = object[key];
  return isList(found) ? found : [];
};

const text = (value: Plain | undefined): string => (typeof value === "string" ? value : "");

/** Lists of a sheet whose items have names, and what these are called in a plan. */
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

/** What QuickSight states of every definition, and no file can say. */
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
 * From what is there to what is declared.
 *
 * @param deployed as `DescribeDashboardDefinition` answers it
 * @param declared in its normal form
 */
export const compareDefinitions = (deployed: object, declared: PlainObject): readonly PartChange[] =>
  comparedParts(partsOf(normalForm(deployed)), partsOf(declared));

/** All but the SQL, which is shown by lines. */
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
