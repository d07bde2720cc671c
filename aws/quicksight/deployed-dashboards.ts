/** QuickSight's resources of a stack. */
import {
  DescribeAccountSubscriptionCommand,
  DescribeDashboardDefinitionCommand,
  DescribeDataSetCommand,
  DescribeDataSourceCommand,
  paginateListDashboards,
  paginateListDataSets,
  ResourceNotFoundException,
  type DataSet,
  type QuickSightClient,
} from "@aws-sdk/client-quicksight";
import type { ComparedDataSet } from "../../model/dashboards/quicksight/compare.ts";
import { failure } from "../../model/validation/failure.ts";

export interface QuickSightReader {
  /** `undefined` if it does not exist. */
  definition(dashboardId: string): Promise<object | undefined>;
  dataSet(dataSetId: string): Promise<ComparedDataSet | undefined>;
  /** Ids of all resources in the account, the stack's and others. */
  ids(): Promise<Readonly<Record<"dashboard" | "data set", readonly string[]>>>;
}

/** `undefined` instead of an error for a missing resource. */
const unlessAbsent = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
};

export interface DataSourceStatus {
  /** QuickSight's name for the status, e.g. `CREATION_SUCCESSFUL`. */
  readonly status: string;
  readonly error?: string;
}

/** `undefined` if the data source does not exist. */
export const dataSourceStatus = async (
  client: QuickSightClient,
  account: string,
  id: string,
): Promise<DataSourceStatus | undefined> => {
  const command = new DescribeDataSourceCommand({ AwsAccountId: account, DataSourceId: id });
  const source = (await unlessAbsent(client.send(command)))?.DataSource;
  if (source === undefined) return undefined;
  const { Status: status = "", ErrorInfo: error } = source;
  return { status, ...(error?.Message !== undefined && { error: error.Message }) };
};

const columnTypes = ["STRING", "INTEGER", "DECIMAL", "DATETIME"] as const;

/** A data set created in another way is compared only in the properties that ours have. */
const comparedOf = (dataSet: DataSet): ComparedDataSet => {
  const [physical] = Object.values(dataSet.PhysicalTableMap ?? {});
  const [logical] = Object.values(dataSet.LogicalTableMap ?? {});
  const places = (logical?.DataTransforms ?? []).flatMap(({ TagColumnOperation: tag }) =>
    (tag?.Tags ?? []).flatMap(({ ColumnGeographicRole: role }) =>
      role === "LATITUDE" || role === "LONGITUDE" ? [[tag?.ColumnName ?? "", role] as const] : [],
    ),
  );
  return {
    sql: physical?.CustomSql?.SqlQuery ?? "",
    mode: dataSet.ImportMode ?? "",
    columns: (physical?.CustomSql?.Columns ?? []).flatMap(({ Name: name = "", Type }) => {
      const type = columnTypes.find((one) => one === Type);
      return type === undefined ? [] : [{ name, type }];
    }),
    geography: Object.fromEntries(places),
    closed: (dataSet.ColumnLevelPermissionRules ?? []).flatMap(({ ColumnNames: names = [] }) => names),
  };
};

/** The edition that publishing needs; QuickSight's own error does not say how to get it. */
const requireEnterprise = async (client: QuickSightClient, account: string): Promise<void> => {
  const asked = await unlessAbsent(client.send(new DescribeAccountSubscriptionCommand({ AwsAccountId: account })));
  const edition = asked?.AccountInfo?.Edition;
  if (edition === undefined) {
    const fix =
      "subscribe the account to QuickSight's Enterprise edition, or set lakehouse:quicksight.enabled to false";
    throw failure("QUICKSIGHT_NOT_SUBSCRIBED", `account ${account}`, "it has no subscription to QuickSight", fix);
  }
  if (!edition.startsWith("ENTERPRISE")) {
    const message = `its edition is ${edition}, must be ENTERPRISE`;
    const fix = "upgrade the subscription, or set lakehouse:quicksight.enabled to false";
    throw failure("QUICKSIGHT_EDITION", `account ${account}`, message, fix);
  }
};

/** @throws ProblemsError QUICKSIGHT_NOT_SUBSCRIBED or QUICKSIGHT_EDITION */
export const quickSightReader = async (client: QuickSightClient, account: string): Promise<QuickSightReader> => {
  await requireEnterprise(client, account);
  return {
    definition: async (id) => {
      const command = new DescribeDashboardDefinitionCommand({ AwsAccountId: account, DashboardId: id });
      return (await unlessAbsent(client.send(command)))?.Definition;
    },
    dataSet: async (id) => {
      const answer = await unlessAbsent(
        client.send(new DescribeDataSetCommand({ AwsAccountId: account, DataSetId: id })),
      );
      return answer?.DataSet === undefined ? undefined : comparedOf(answer.DataSet);
    },
    ids: async () => {
      const asked = { AwsAccountId: account };
      const found = { dashboard: [] as string[], "data set": [] as string[] };
      for await (const { DashboardSummaryList = [] } of paginateListDashboards({ client }, asked)) {
        found.dashboard.push(...DashboardSummaryList.flatMap(({ DashboardId }) => DashboardId ?? []));
      }
      for await (const { DataSetSummaries = [] } of paginateListDataSets({ client }, asked)) {
        found["data set"].push(...DataSetSummaries.flatMap(({ DataSetId }) => DataSetId ?? []));
      }
      return found;
    },
  };
};
