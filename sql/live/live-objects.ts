/** What the catalog's tables and views, and Redshift's objects, are to the SQL tooling. Pure. */
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
    // A view of another engine is never what is declared; its text as it stands says so.
    canonical: stored === undefined ? text : canonicalQuery(stored.sql, "trino"),
    definition: stored?.sql ?? text,
    columns: stored?.columns ?? columns,
  };
};

/** A table doesn't hold the SQL that it was built by: that is the newest revision's while the table is as it left it. */
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
