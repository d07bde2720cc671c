import {
  BatchGetTableOptimizerCommand,
  CreateTableOptimizerCommand,
  DeleteTableOptimizerCommand,
  EntityNotFoundException,
  UpdateTableOptimizerCommand,
  type BatchGetTableOptimizerError,
  type GlueClient,
} from "@aws-sdk/client-glue";
import { Fault } from "../shared/fault.ts";
import { chunksOf, mapBounded } from "../shared/bounded.ts";
import { listed } from "../shared/messages.ts";
import type { OptimizedTable, Optimizer } from "./optimizers.ts";

/** Glue's optimizers of tables. What concerns a table that was dropped meanwhile changes nothing. */
export interface OptimizerStore {
  /** Those that there are among the asked ones. */
  readonly find: (places: readonly OptimizedTable[]) => Promise<readonly Optimizer[]>;
  readonly create: (optimizer: Optimizer) => Promise<void>;
  readonly update: (optimizer: Optimizer) => Promise<void>;
  readonly remove: (place: OptimizedTable) => Promise<void>;
}

/** Glue documents no limit of its own. */
const entriesPerCall = 20;
const callsAtOnce = 8;

/** An optimizer, or a table, that isn't there. */
const isAbsent = ({ error }: BatchGetTableOptimizerError): boolean => error?.ErrorCode === "EntityNotFoundException";

const refuseFailures = (failures: readonly BatchGetTableOptimizerError[]): void => {
  const lasting = failures.filter((failure) => !isAbsent(failure));
  if (lasting.length === 0) return;
  const problem = {
    code: "OPTIMIZERS_UNREADABLE",
    place: listed(lasting.map(({ databaseName, tableName, type }) => [databaseName, tableName, type].join("."))),
    message: listed(lasting.map(({ error }) => error?.ErrorMessage ?? error?.ErrorCode ?? "no reason given")),
    fix: "deploy the stack again; it gives the function its permissions",
  };
  throw new Fault(problem, { retry: "later" });
};

const unlessDropped = async (change: () => Promise<unknown>): Promise<void> => {
  try {
    await change();
  } catch (error) {
    if (!(error instanceof EntityNotFoundException)) throw error;
  }
};

/** @param catalogId the account's */
export const optimizerStore = (client: GlueClient, catalogId: string): OptimizerStore => {
  const request = ({ database, table, type }: OptimizedTable) => ({
    CatalogId: catalogId,
    DatabaseName: database,
    TableName: table,
    Type: type,
  });
  const findSome = async (places: readonly OptimizedTable[]): Promise<readonly Optimizer[]> => {
    const { TableOptimizers: found = [], Failures: failures = [] } = await client.send(
      new BatchGetTableOptimizerCommand({
        Entries: places.map(({ database, table, type }) => ({
          catalogId,
          databaseName: database,
          tableName: table,
          type,
        })),
      }),
    );
    refuseFailures(failures);
    return found.flatMap(({ databaseName: database = "", tableName: table = "", tableOptimizer }) =>
      tableOptimizer?.type === undefined
        ? []
        : [{ database, table, type: tableOptimizer.type, configuration: tableOptimizer.configuration ?? {} }],
    );
  };
  return {
    find: async (places) => (await mapBounded(chunksOf(places, entriesPerCall), callsAtOnce, findSome)).flat(),
    create: (optimizer) =>
      unlessDropped(() =>
        client.send(
          new CreateTableOptimizerCommand({
            ...request(optimizer),
            TableOptimizerConfiguration: optimizer.configuration,
          }),
        ),
      ),
    update: (optimizer) =>
      unlessDropped(() =>
        client.send(
          new UpdateTableOptimizerCommand({
            ...request(optimizer),
            TableOptimizerConfiguration: optimizer.configuration,
          }),
        ),
      ),
    remove: (place) => unlessDropped(() => client.send(new DeleteTableOptimizerCommand(request(place)))),
  };
};
