/** Queries for tests, through Athena's own client. */
import {
  AthenaClient,
  CreateWorkGroupCommand,
  DeleteWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  type ColumnInfo,
  type QueryExecution,
} from "@aws-sdk/client-athena";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sandboxClientOptions } from "./sandbox.ts";

const finalStates = ["SUCCEEDED", "FAILED", "CANCELLED"];

export interface QueryAnswer {
  readonly execution: QueryExecution;
  readonly columns: readonly ColumnInfo[];
  /** With the header row if Athena sends one; null for a missing value. */
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface Queries {
  readonly start: (sql: string, database?: string) => Promise<string>;
  readonly finished: (id: string) => Promise<QueryExecution>;
  readonly query: (sql: string, database?: string) => Promise<QueryAnswer>;
}

/** A workgroup with its own bucket; tests that share nothing run in any order. */
export interface AthenaFixture extends Queries {
  readonly athena: AthenaClient;
  readonly s3: S3Client;
  readonly bucket: string;
  readonly workgroup: string;
  readonly remove: () => Promise<void>;
}

const resultOf = async (athena: AthenaClient, execution: QueryExecution): Promise<QueryAnswer> => {
  if (execution.Status?.State !== "SUCCEEDED") return { execution, columns: [], rows: [] };
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: execution.QueryExecutionId }));
  const rows = (ResultSet?.Rows ?? []).map((row) => (row.Data ?? []).map((datum) => datum.VarCharValue ?? null));
  return { execution, columns: ResultSet?.ResultSetMetadata?.ColumnInfo ?? [], rows };
};

/** Queries with the client's credentials. */
export const queriesBy = (athena: AthenaClient, workgroup: string): Queries => {
  const start = async (sql: string, database?: string): Promise<string> => {
    const { QueryExecutionId = "" } = await athena.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        WorkGroup: workgroup,
        ...(database === undefined ? {} : { QueryExecutionContext: { Database: database } }),
      }),
    );
    return QueryExecutionId;
  };
  const finished = async (id: string): Promise<QueryExecution> => {
    for (;;) {
      const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
      if (QueryExecution !== undefined && finalStates.includes(QueryExecution.Status?.State ?? ""))
        return QueryExecution;
      await sleep(50);
    }
  };
  return {
    start,
    finished,
    query: async (sql, database) => resultOf(athena, await finished(await start(sql, database))),
  };
};

export const athenaFixture = async (): Promise<AthenaFixture> => {
  const options = sandboxClientOptions();
  const athena = new AthenaClient(options);
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const bucket = `test-${randomUUID()}`;
  const workgroup = `test-${randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await athena.send(
    new CreateWorkGroupCommand({
      Name: workgroup,
      Configuration: { ResultConfiguration: { OutputLocation: `s3://${bucket}/results/` } },
    }),
  );
  return {
    athena,
    s3,
    bucket,
    workgroup,
    ...queriesBy(athena, workgroup),
    remove: async () => {
      await athena.send(new DeleteWorkGroupCommand({ WorkGroup: workgroup, RecursiveDeleteOption: true }));
      athena.destroy();
      s3.destroy();
    },
  };
};
