/** How the SQL tooling sees the catalog's tables and views, and Redshift's objects. Pure. */
import { canonicalQuery, canonicalStatements } from "../project/canonical.ts";
import type { CatalogTable } from "../../aws/glue/catalog.ts";
import type { RedshiftObject } from "./redshift-objects.ts";
import { decodeView } from "./stored-view.ts";
import type { AppliedRevision, LiveObject } from "./types.ts";
import type { LiveColumn } from "../../model/documents/sql-plan.ts";

const columnsText = (columns: readonly LiveColumn[]): string =>
  columns.map(({ name, type }) => `${name} ${type}`).join(",\n");

const sameColumns = (one: readonly LiveColumn[], other: readonly LiveColumn[]): boolean =>
  columnsText(one) === columnsText(other);

const viewObject = (name: string, { text, columns }: CatalogTable): LiveObject => {
  const stored = decodeView(text);
  return {
    id: `view ${name}`,
    kind: "view",
    name,
    // Another engine's view never equals a declared one; its raw text makes it differ.
    canonical: stored === undefined ? text : canonicalQuery(stored.sql, "trino"),
    definition: stored?.sql ?? text,
    columns: stored?.columns ?? columns,
  };
};

/**
 * A table doesn't contain the SQL that built it: that is the newest revision's as long as the table is as that left it.
 */
const modelObject = (name: string, { columns }: CatalogTable, revision?: AppliedRevision): LiveObject => {
  const id = `model ${name}`;
  const applied = revision?.objects[id];
  const isUntouched = applied !== undefined && sameColumns(applied.columns, columns);
  return {
    id,
    kind: "model",
    name,
    canonical: isUntouched ? applied.stored : columnsText(columns),
    definition: columnsText(columns),
    columns,
  };
};

export const catalogObject = (table: CatalogTable, revision?: AppliedRevision): LiveObject => {
  const name = `${table.database}.${table.name}`;
  return table.isView ? viewObject(name, table) : modelObject(name, table, revision);
};

export const redshiftLiveObject = ({ kind, name, statements, columns }: RedshiftObject): LiveObject => ({
  id: `${kind} ${name}`,
  kind,
  name,
  canonical: canonicalStatements(statements),
  definition: statements.join(";\n"),
  columns,
});
