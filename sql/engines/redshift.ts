import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
  type DescribeStatementResponse,
  type Field,
} from "@aws-sdk/client-redshift-data";
import { ProblemsError } from "../../model/problem.ts";
import type { QueryOptions, QueryResult, ResultColumn } from "./athena.ts";

export type RedshiftResult = Omit<QueryResult, "scannedBytes">;

export interface RedshiftPlace {
  readonly workgroup: string;
  readonly database: string;
  /** Secret that holds the administrator's name and password. */
  readonly adminSecretArn: string;
}

type Rows = Pick<QueryResult, "columns" | "rows" | "truncated">;

const firstPollMs = 50;
const slowestPollMs = 1000;
const nanosecondsPerSecond = 1e9;

/** Runs statements in one database of one workgroup through the Data API, which needs no connection of ours. */
export class Redshift {
  readonly #client: RedshiftDataClient;
  readonly #place: { readonly WorkgroupName: string; readonly Database: string; readonly SecretArn: string };

  constructor({ workgroup, database, adminSecretArn }: RedshiftPlace, client = new RedshiftDataClient()) {
    this.#client = client;
    this.#place = { WorkgroupName: workgroup, Database: database, SecretArn: adminSecretArn };
  }

  /**
   * Runs a statement to its end and fetches its rows.
   *
   * @throws ProblemsError QUERY_FAILED or QUERY_CANCELLED with Redshift's reason
   */
  async query(sql: string, { maxRows = Infinity, signal }: QueryOptions = {}): Promise<RedshiftResult> {
    const { Id: queryId = "" } = await this.#client.send(new ExecuteStatementCommand({ ...this.#place, Sql: sql }));
    const { HasResultSet: hasRows, Duration: duration = 0 } = await this.#finished(queryId, signal);
    const found = hasRows === true ? await this.#rows(queryId, maxRows) : noRows;
    return { queryId, ...found, seconds: duration / nanosecondsPerSecond };
  }

  /**
   * Runs statements in one transaction and fetches each one's rows, in order.
   *
   * @throws ProblemsError QUERY_FAILED or QUERY_CANCELLED with Redshift's reason; then nothing of them holds
   */
  async transaction(statements: readonly string[], { signal }: QueryOptions = {}): Promise<readonly Rows[]> {
    const { Id: id = "" } = await this.#client.send(
      new BatchExecuteStatementCommand({ ...this.#place, Sqls: [...statements] }),
    );
    const { SubStatements: parts = [] } = await this.#finished(id, signal);
    return Promise.all(
      parts.map(({ Id: part = "", HasResultSet: hasRows }) =>
        hasRows === true ? this.#rows(part, Infinity) : Promise.resolve(noRows),
      ),
    );
  }

  async #finished(id: string, signal?: AbortSignal): Promise<DescribeStatementResponse> {
    for (let pollMs = firstPollMs; ; pollMs = Math.min(pollMs * 1.5, slowestPollMs)) {
      const described = await this.#client.send(new DescribeStatementCommand({ Id: id }));
      if (described.Status === "FINISHED") return described;
      if (described.Status === "FAILED" || described.Status === "ABORTED") {
        throw statementProblem(described.Status, id, described.Error ?? "Redshift gave no reason");
      }
      try {
        await sleep(pollMs, undefined, { signal });
      } catch (error) {
        await this.#client.send(new CancelStatementCommand({ Id: id }));
        throw error;
      }
    }
  }

  async #rows(id: string, maxRows: number): Promise<Rows> {
    const rows: (readonly (string | null)[])[] = [];
    let columns: readonly ResultColumn[] = [];
    let token: string | undefined;
    do {
      const page = await this.#client.send(new GetStatementResultCommand({ Id: id, NextToken: token }));
      columns = (page.ColumnMetadata ?? []).map(({ name = "", typeName: type = "", precision = 0, scale = 0 }) => ({
        name,
        type,
        precision,
        scale,
      }));
      rows.push(...(page.Records ?? []).map((record) => record.map(valueOf)));
      token = page.NextToken;
    } while (token !== undefined && rows.length <= maxRows);
    return { columns, rows: rows.slice(0, maxRows), truncated: rows.length > maxRows };
  }
}

const noRows: Rows = { columns: [], rows: [], truncated: false };

const valueOf = (field: Field): string | null => {
  const { isNull, stringValue, longValue, doubleValue, booleanValue } = field;
  if (isNull === true) return null;
  return stringValue ?? (longValue ?? doubleValue ?? booleanValue)?.toString() ?? "";
};

const statementProblem = (status: "FAILED" | "ABORTED", id: string, reason: string): ProblemsError =>
  new ProblemsError("query", [
    {
      code: status === "FAILED" ? "QUERY_FAILED" : "QUERY_CANCELLED",
      place: `statement ${id}`,
      message: reason.replace(/^ERROR: /, "").replace(/\.$/, ""),
      fix: status === "FAILED" ? "correct the statement" : "run it again",
    },
  ]);
