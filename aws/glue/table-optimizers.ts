import {
  AlreadyExistsException,
  BatchGetTableOptimizerCommand,
  CreateTableOptimizerCommand,
  DeleteTableOptimizerCommand,
  EntityNotFoundException,
  UpdateTableOptimizerCommand,
  type GlueClient,
  type TableOptimizerConfiguration,
} from "@aws-sdk/client-glue";
import { Fault } from "../../model/fault.ts";
import type { OptimizerConfiguration, OptimizerType } from "../../model/maintenance.ts";
import { chunksOf, mapBounded } from "../bounded.ts";

export interface Optimizer {
  readonly database: string;
  readonly table: string;
  readonly type: OptimizerType;
}

export interface Optimizers {
  /** The current settings of each, in the requested order; `undefined` where there is none. */
  readonly live: (
    optimizers: readonly Optimizer[],
  ) => Promise<readonly (Readonly<Record<string, unknown>> | undefined)[]>;
  readonly create: (optimizer: Optimizer, configuration: OptimizerConfiguration) => Promise<void>;
  readonly update: (optimizer: Optimizer, configuration: OptimizerConfiguration) => Promise<void>;
  readonly remove: (optimizer: Optimizer) => Promise<void>;
}

/** Number of optimizers per request; the API documents no limit, and responses of this size stay small. */
const batchSize = 20;
const batchesAtOnce = 4;

/** Glue's catalog is the account's own. */
const named = (accountId: string, { database, table, type }: Optimizer) => ({
  CatalogId: accountId,
  DatabaseName: database,
  TableName: table,
  Type: type,
});

const notRead = ({ database, table, type }: Optimizer, found: string): Fault =>
  new Fault(
    {
      code: "OPTIMIZER_NOT_READ",
      place: `${type} of ${database}.${table}`,
      message: found,
      fix: "check the function's permissions, and deploy again",
    },
    { retry: "later" },
  );

const key = (database: string | undefined, table: string | undefined, type: string | undefined): string =>
  [database, table, type].join(" ");

/** Optimizers of tables in the account's catalog. */
export const glueOptimizers = (client: GlueClient, accountId: string): Optimizers => {
  const ofBatch = async (batch: readonly Optimizer[]) => {
    const Entries = batch.map(({ database, table, type }) => ({
      catalogId: accountId,
      databaseName: database,
      tableName: table,
      type,
    }));
    const answer = await client.send(new BatchGetTableOptimizerCommand({ Entries }));
    const found = new Map(
      (answer.TableOptimizers ?? []).map(({ databaseName, tableName, tableOptimizer }) => [
        key(databaseName, tableName, tableOptimizer?.type),
        tableOptimizer?.configuration ?? {},
      ]),
    );
    // Compared by text: bundling changes class names.
    for (const { databaseName, tableName, type, error } of answer.Failures ?? []) {
      const failed = batch.find((one) => key(one.database, one.table, one.type) === key(databaseName, tableName, type));
      if (error?.ErrorCode !== "EntityNotFoundException" && failed !== undefined) {
        throw notRead(failed, `${error?.ErrorCode ?? "unknown"}: ${error?.ErrorMessage ?? "no reason given"}`);
      }
    }
    return batch.map(({ database, table, type }) => found.get(key(database, table, type)));
  };
  const input = (optimizer: Optimizer, configuration: OptimizerConfiguration) => ({
    ...named(accountId, optimizer),
    TableOptimizerConfiguration: configuration as TableOptimizerConfiguration,
  });
  const update: Optimizers["update"] = async (optimizer, configuration) => {
    await client.send(new UpdateTableOptimizerCommand(input(optimizer, configuration)));
  };
  return {
    live: async (optimizers) => {
      const batches = await mapBounded(chunksOf(optimizers, batchSize), batchesAtOnce, ofBatch);
      return batches.flat() as Awaited<ReturnType<Optimizers["live"]>>;
    },
    create: async (optimizer, configuration) => {
      try {
        await client.send(new CreateTableOptimizerCommand(input(optimizer, configuration)));
      } catch (error) {
        // A night and a deployment may run this at the same time.
        if (!(error instanceof AlreadyExistsException)) throw error;
        await update(optimizer, configuration);
      }
    },
    update,
    remove: async (optimizer) => {
      try {
        await client.send(new DeleteTableOptimizerCommand(named(accountId, optimizer)));
      } catch (error) {
        if (!(error instanceof EntityNotFoundException)) throw error;
      }
    },
  };
};
