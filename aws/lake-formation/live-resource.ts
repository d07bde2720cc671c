import type { LFTag, Resource } from "@aws-sdk/client-lakeformation";
import type { LiveResource } from "../../model/governance/live.ts";

const toExpression = (tags: readonly LFTag[] = []): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(tags.map(({ TagKey: key = "", TagValues: values = [] }) => [key, values]));

const ofColumns = ({
  DatabaseName: database = "",
  Name: table = "",
  ColumnNames: columns,
  ColumnWildcard: wildcard,
}: NonNullable<Resource["TableWithColumns"]>): LiveResource => ({
  kind: "columns",
  database,
  table,
  ...(columns !== undefined && columns.length > 0 && { columns }),
  ...(wildcard?.ExcludedColumnNames !== undefined && { excluded: wildcard.ExcludedColumnNames }),
});

/** Lake Formation sets one of many members; only a few kinds occur here. */
export const toLiveResource = (resource: Resource): LiveResource => {
  const { Catalog, Database, Table, TableWithColumns, DataLocation, LFTagPolicy } = resource;
  if (LFTagPolicy !== undefined) {
    const on = LFTagPolicy.ResourceType === "DATABASE" ? "DATABASE" : "TABLE";
    return { kind: "tags", on, expression: toExpression(LFTagPolicy.Expression) };
  }
  if (TableWithColumns !== undefined) return ofColumns(TableWithColumns);
  if (Table !== undefined) {
    const database = Table.DatabaseName ?? "";
    return Table.TableWildcard === undefined
      ? { kind: "table", database, table: Table.Name ?? "" }
      : { kind: "every-table", database };
  }
  if (Database !== undefined) return { kind: "database", database: Database.Name ?? "" };
  if (DataLocation !== undefined) return { kind: "location", arn: DataLocation.ResourceArn ?? "" };
  if (Catalog !== undefined) return { kind: "catalog" };
  return { kind: "other", description: Object.keys(resource).join(", ") };
};
