/** The changes that the program would make in QuickSight. */
import type { CompiledDashboard } from "../../../model/dashboards/quicksight/compile.ts";
import {
  compareDataSets,
  compareDefinitions,
  type ChangeKind,
  type ComparedDataSet,
  type PartChange,
} from "../../../model/dashboards/quicksight/compare.ts";
import type { CompiledDataSet } from "../../../model/dashboards/quicksight/data-set.ts";
import { dashboardId, dataSetId, namedBy } from "../../../model/dashboards/quicksight/ids.ts";
import type { QuickSightDeployment } from "../../../model/documents/deployment.ts";
import type { Persona } from "../../../model/governance/principals.ts";
import { unifiedDiff } from "../../../sql/plan/unified-diff.ts";
import type { QuickSightReader } from "../../../aws/quicksight/deployed-dashboards.ts";

export interface AssetChange {
  readonly change: ChangeKind | "same";
  readonly kind: "dashboard" | "data set";
  /** The dashboard's name, for a query followed by a slash and the query's name. */
  readonly name: string;
  readonly persona: Persona;
  /** QuickSight's. */
  readonly id: string;
  readonly parts: readonly PartChange[];
  /** A line diff of a data set's SQL; empty without a difference. */
  readonly sql: string;
}

interface Wanted {
  readonly prefix: string;
  readonly mode: QuickSightDeployment["mode"];
  readonly persona: Persona;
  readonly arnOf: (dataSetId: string) => string;
}

type Asset = Pick<AssetChange, "kind" | "name" | "persona" | "id">;

const declaredOf = ({ sql, columns, geography, closed }: CompiledDataSet, mode: Wanted["mode"]): ComparedDataSet => ({
  ...{ sql, columns, geography, closed },
  mode: mode === "spice" ? "SPICE" : "DIRECT_QUERY",
});

const dataSetChange = (asset: Asset, deployed: ComparedDataSet | undefined, declared: ComparedDataSet): AssetChange => {
  if (deployed === undefined) return { change: "add", ...asset, parts: [], sql: unifiedDiff("", declared.sql) };
  const parts = compareDataSets(deployed, declared);
  const sql = unifiedDiff(deployed.sql, declared.sql);
  return { change: parts.length > 0 || sql !== "" ? "change" : "same", ...asset, parts, sql };
};

const published = async (
  dashboard: CompiledDashboard,
  { prefix, mode, persona, arnOf }: Wanted,
  reader: QuickSightReader,
): Promise<readonly AssetChange[]> => {
  const { name, dataSets } = dashboard;
  const id = dashboardId(prefix, name, persona);
  const idOf = (query: string): string => dataSetId(prefix, name, query, persona);
  const declared = dashboard.definition((query) => arnOf(idOf(query)));
  const [deployed, ...sets] = await Promise.all([
    reader.definition(id),
    ...dataSets.map(async (dataSet) =>
      dataSetChange(
        { kind: "data set", name: `${name}/${dataSet.query}`, persona, id: idOf(dataSet.query) },
        await reader.dataSet(idOf(dataSet.query)),
        declaredOf(dataSet, mode),
      ),
    ),
  ]);
  const asset = { kind: "dashboard", name, persona, id } as const;
  const parts = deployed === undefined ? [] : compareDefinitions(deployed, declared);
  const change = deployed === undefined ? "add" : parts.length > 0 ? "change" : "same";
  return [{ change, ...asset, parts, sql: "" }, ...sets];
};

/** Published by the stack, but no longer declared in a file. */
const removed = async (
  prefix: string,
  wanted: ReadonlySet<string>,
  reader: QuickSightReader,
): Promise<readonly AssetChange[]> => {
  const ids = await reader.ids();
  return (["dashboard", "data set"] as const).flatMap((kind) =>
    [...ids[kind]]
      .sort()
      .filter((id) => !wanted.has(id))
      .flatMap((id): AssetChange[] => {
        const named = namedBy(prefix, id);
        return named === undefined ? [] : [{ change: "remove", kind, ...named, parts: [], sql: "" }];
      }),
  );
};

/** @param arnOf a data set's ARN, by its id */
export const planDashboards = async (
  compiled: readonly CompiledDashboard[],
  deployment: QuickSightDeployment,
  arnOf: (dataSetId: string) => string,
  reader: QuickSightReader,
): Promise<readonly AssetChange[]> => {
  const { prefix, mode, personas } = deployment;
  const changes: AssetChange[] = [];
  // One dashboard after the other: the service allows few calls a second
  for (const dashboard of compiled) {
    for (const persona of personas.filter((one) => dashboard.audience.includes(one))) {
      changes.push(...(await published(dashboard, { prefix, mode, persona, arnOf }, reader)));
    }
  }
  return [...changes, ...(await removed(prefix, new Set(changes.map(({ id }) => id)), reader))];
};
