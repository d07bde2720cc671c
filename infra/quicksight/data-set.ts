/** A compiled data set in the provider's form. Pure. */
import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { CompiledDataSet } from "../../model/dashboards/quicksight/data-set.ts";
import { permissionsOf } from "./permissions.ts";

interface DataSetPlace {
  readonly id: string;
  /** Display name. */
  readonly name: string;
  readonly dataSourceArn: pulumi.Input<string>;
  readonly mode: "direct" | "spice";
  /** ARNs of the groups that view the dashboards, and of those that create analyses. */
  readonly readers: readonly string[];
  readonly authors: readonly string[];
}

/** Alias of each data set's only table. */
const table = "answer";

/**
 * Columns with confidential or personal values are for the persona's own groups: whoever else one of them shares a
 * dashboard or analysis with doesn't see these columns.
 */
const columnRules = ({ closed }: CompiledDataSet, { readers, authors }: DataSetPlace) =>
  closed.length === 0 ? [] : [{ columnNames: [...closed], principals: [...new Set([...readers, ...authors])].sort() }];

export const dataSetArgs = (compiled: CompiledDataSet, place: DataSetPlace): aws.quicksight.DataSetArgs => {
  const { columns, sql, geography } = compiled;
  const tags = Object.entries(geography).map(([columnName, role]) => ({
    tagColumnOperation: { columnName, tags: [{ columnGeographicRole: role }] },
  }));
  return {
    dataSetId: place.id,
    name: place.name,
    importMode: place.mode === "spice" ? "SPICE" : "DIRECT_QUERY",
    physicalTableMaps: [
      {
        physicalTableMapId: table,
        customSql: {
          dataSourceArn: place.dataSourceArn,
          name: compiled.query,
          sqlQuery: sql,
          columns: columns.map(({ name, type }) => ({ name, type })),
        },
      },
    ],
    // Stated explicitly though it only adds places on maps: if omitted, the service creates one under a name of its own
    logicalTableMaps: [
      {
        logicalTableMapId: table,
        alias: compiled.query,
        source: { physicalTableId: table },
        ...(tags.length > 0 && { dataTransforms: tags }),
      },
    ],
    columnLevelPermissionRules: columnRules(compiled, place),
    permissions: permissionsOf("usesDataSet", place.authors),
  };
};
