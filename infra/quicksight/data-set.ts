/** A compiled data set as the provider takes it. Pure. */
import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { CompiledDataSet } from "../../model/dashboards/quicksight/data-set.ts";
import { permissionsOf } from "./permissions.ts";

interface DataSetPlace {
  readonly id: string;
  /** As people find it. */
  readonly name: string;
  readonly dataSourceArn: pulumi.Input<string>;
  readonly mode: "direct" | "spice";
  /** ARNs of the groups that see the dashboards, and of those that make analyses. */
  readonly readers: readonly string[];
  readonly authors: readonly string[];
}

/** The only table of each data set, and what it is called in it. */
const table = "answer";

/**
 * Columns with confidential or personal values are for the persona's own groups: a dashboard or an analysis that one of
 * them shares with others shows these nothing of it.
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
    // Stated, though it adds no more than places on maps: left out, the service makes one by a name of its own
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
