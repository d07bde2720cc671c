import { expect } from "chai";
import fc from "fast-check";
import type { Dashboard, Parameter } from "../../../model/dashboards/definition.ts";
import type { Channel, Visual } from "../../../model/dashboards/visual-schema.ts";
import { compileDashboard, type CompiledDashboard } from "../../../model/dashboards/quicksight/compile.ts";
import { compareDefinitions } from "../../../model/dashboards/quicksight/compare.ts";
import { normalForm, type Plain, type PlainObject } from "../../../model/dashboards/quicksight/normal-form.ts";
import { arnOf, everyKind, relation } from "../../unit/model/dashboards/quicksight/every-kind.ts";
import { dashboardOf } from "../../unit/model/dashboards/files.ts";

const columns = relation.columns.map(({ name }) => name);
const queries = ["sales", "returns", "visits"];

const aChannel: fc.Arbitrary<Channel> = fc.oneof(
  fc.record({ field: fc.constantFrom(...columns), aggregate: fc.constantFrom("count" as const, "distinct" as const) }),
  fc.record({
    field: fc.constantFrom("amount", "items"),
    aggregate: fc.constantFrom("sum" as const, "median" as const),
  }),
  fc.record({ field: fc.constant("day"), timeUnit: fc.constantFrom("yearweek" as const, "year" as const) }),
  fc.record({ field: fc.constant("hour"), type: fc.constant("ordinal" as const) }),
  fc.constant<Channel>({ field: { parameter: "measure" }, aggregate: "sum" }),
  fc.constant<Channel>({ field: "amount", aggregate: "ratio", over: "items" }),
);

const aTable: fc.Arbitrary<Omit<Extract<Visual, { kind: "table" }>, "name">> = fc.record({
  kind: fc.constant("table" as const),
  title: fc.constant("T"),
  query: fc.constantFrom(...queries),
  columns: fc.array(aChannel, { minLength: 1, maxLength: 6 }),
});

const aVisual: fc.Arbitrary<Visual> = fc.oneof(
  fc
    .record({ visual: fc.constantFrom(...everyKind), query: fc.constantFrom(...queries) })
    .map(({ visual, query }) => (visual.kind === "text" ? visual : { ...visual, query })),
  aTable.map((table) => ({ ...table, name: "t" })),
);

const parameters: readonly Parameter[] = [
  ...(dashboardOf().parameters ?? []),
  { name: "shop_from", kind: "select", title: "S", options: { query: "returns", value: "items" } },
];

const aFilter = fc.tuple(fc.constantFrom(...columns), fc.constantFrom("shop", "shop_from", "word"));

const aDashboard: fc.Arbitrary<Dashboard> = fc
  .record({
    pages: fc.array(fc.array(aVisual, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
    filters: fc.array(fc.array(aFilter, { maxLength: 3 }), { minLength: 3, maxLength: 3 }),
  })
  .map(({ pages, filters }) =>
    dashboardOf({
      parameters,
      queries: queries.map((name, index) => ({
        name,
        reads: "shop_curated.sales",
        filters: { day: "period", ...Object.fromEntries(filters[index] ?? []) },
      })),
      pages: pages.map((visuals, page) => ({
        name: `page-${page}`,
        title: "Page",
        visuals: visuals.map((visual, index) => ({ ...visual, name: `v-${page}-${index}` })),
      })),
    }),
  );

const compile = (dashboard: Dashboard): CompiledDashboard =>
  compileDashboard(dashboard, new Map(dashboard.queries.map(({ name }) => [name, relation])));

/** Every object in a value, with the key that holds it. */
const objectsIn = (value: Plain, name = ""): readonly (readonly [string, PlainObject])[] => {
  if (Array.isArray(value)) return (value as readonly Plain[]).flatMap((item) => objectsIn(item, name));
  if (typeof value !== "object" || value === null) return [];
  const own = value as PlainObject;
  return [[name, own], ...Object.entries(own).flatMap(([key, item]) => objectsIn(item, key))];
};

const textAt = (object: PlainObject, key: string): string => {
  const found = object[key];
  return typeof found === "string" ? found : "";
};

const valuesOf = (definition: Plain, key: string): readonly string[] =>
  objectsIn(definition).flatMap(([, object]) => {
    const found = object[key];
    return typeof found === "string" ? [found] : [];
  });

describe("properties of QuickSight's definitions", () => {
  it("don't depend on the order in which a file has its queries and their filters", () => {
    fc.assert(
      fc.property(aDashboard, (dashboard) => {
        const turned = {
          ...dashboard,
          queries: [...dashboard.queries].reverse().map((query) => ({
            ...query,
            filters: Object.fromEntries(Object.entries(query.filters ?? {}).reverse()),
          })),
        };
        const [one, other] = [compile(dashboard), compile(turned)];
        expect(JSON.stringify(other.definition(arnOf))).to.equal(JSON.stringify(one.definition(arnOf)));
        expect(JSON.stringify(other.dataSets)).to.equal(JSON.stringify(one.dataSets));
      }),
    );
  });

  it("name only data sets, columns and parameters that are declared", () => {
    fc.assert(
      fc.property(aDashboard, (dashboard) => {
        const { dataSets, definition: of } = compile(dashboard);
        const definition = of(arnOf);
        const calculated = objectsIn(definition["CalculatedFields"] ?? []).map(([, field]) => field);
        const known = new Set([
          ...dataSets.flatMap(({ query, columns: own }) => own.map(({ name }) => `${query}.${name}`)),
          ...calculated.map((field) => `${textAt(field, "DataSetIdentifier")}.${textAt(field, "Name")}`),
        ]);
        for (const [, object] of objectsIn(definition)) {
          if (object["ColumnName"] === undefined) continue;
          expect(known).to.include(`${textAt(object, "DataSetIdentifier")}.${textAt(object, "ColumnName")}`);
        }
        for (const field of calculated) {
          const expression = textAt(field, "Expression");
          for (const [, name = ""] of expression.matchAll(/(?<!\$)\{([^}]+)\}/g)) {
            expect(known).to.include(`${textAt(field, "DataSetIdentifier")}.${name}`);
          }
        }
        const declared = new Set(
          objectsIn(definition["ParameterDeclarations"] ?? []).flatMap(([, one]) => one["Name"] ?? []),
        );
        const used = ["SourceParameterName", "ParameterName", "Parameter"].flatMap((key) => valuesOf(definition, key));
        for (const name of used) expect(declared).to.include(name);
      }),
    );
  });

  it("have ids that are unique and that the API takes", () => {
    fc.assert(
      fc.property(aDashboard, (dashboard) => {
        const definition = compile(dashboard).definition(arnOf);
        for (const key of ["SheetId", "VisualId", "SheetTextBoxId", "ParameterControlId", "FilterGroupId", "FieldId"]) {
          const ids = objectsIn(definition)
            // Sorts, conditions and scopes refer to what is declared elsewhere
            .filter(([name]) => !/Sort|Cell|ApplyTo|Options|Scoping/.test(name))
            .flatMap(([, object]) => (typeof object[key] === "string" ? [object[key]] : []));
          expect(new Set(ids).size, key).to.equal(ids.length);
          for (const id of ids) expect(id).to.match(key === "FieldId" ? /^.{1,512}$/ : /^[\w-]{1,512}$/);
        }
      }),
    );
  });

  it("are in their normal form, and nothing differs from themselves", () => {
    fc.assert(
      fc.property(aDashboard, (dashboard) => {
        const definition = compile(dashboard).definition(arnOf);
        expect(normalForm(definition)).to.deep.equal(definition);
        expect(compareDefinitions(definition, definition)).to.deep.equal([]);
      }),
    );
  });

  it("equal what the service answers: sets in any order, empty lists, and members without a value", () => {
    const isSet = (key: string): boolean =>
      ["DataSetIdentifierDeclarations", "CalculatedFields", "ParameterDeclarations", "FilterGroups"].includes(key);
    const answered = (value: Plain, key = ""): unknown => {
      if (Array.isArray(value)) {
        const items = (value as readonly Plain[]).map((item) => answered(item));
        return isSet(key) ? items.reverse() : items;
      }
      if (typeof value !== "object" || value === null) return value;
      const entries = Object.entries(value as PlainObject).map(([name, item]) => [name, answered(item, name)]);
      return {
        ...Object.fromEntries(entries.reverse()),
        Actions: [],
        ColumnHierarchies: [],
        Other: undefined,
      } as object;
    };
    fc.assert(
      fc.property(aDashboard, (dashboard) => {
        const definition = compile(dashboard).definition(arnOf);
        expect(compareDefinitions(answered(definition) as object, definition)).to.deep.equal([]);
      }),
    );
  });
});
