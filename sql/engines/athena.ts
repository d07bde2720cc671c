import { setTimeout as sleep } from "node:timers/promises";
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  type QueryExecution,
  type Row,
} from "@aws-sdk/client-athena";
import { athenaDefaultDatabase } from "../../model/governance/grants.ts";
import { ProblemsError } from "../../model/problem.ts";

export interface ResultColumn {
  readonly name: string;
  /** The engine's name of the type, e.g. `varchar`, `decimal`. */
  readonly type: string;
  /** Digits of a decimal and those behind its point; of other types whatever the engine says. */
  readonly precision: number;
  readonly scale: number;
}

export interface QueryResult {
  readonly queryId: string;
  readonly columns: readonly ResultColumn[];
  /** Values as Athena writes them; null for NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** True when the query has more rows than were asked for. */
  readonly truncated: boolean;
  readonly seconds: number;
  readonly scannedBytes: number;
}

export interface QueryOptions {
  /** Rows to fetch at most; all when absent. */
  readonly maxRows?: number;
  /** Aborting stops the query at Athena, too. */
  readonly signal?: AbortSignal;
}

/** The most rows that one GetQueryResults call answers, header included. */
const resultPageRows = 1000;
const firstPollMs = 50;
const slowestPollMs = 1000;

/** Runs statements in one workgroup, whose settings decide where results go. */
export class Athena {
  readonly #client: AthenaClient;
  readonly #workgroup: string;

  constructor(workgroup: string, client: AthenaClient = new AthenaClient()) {
    this.#client = client;
    this.#workgroup = workgroup;
  }

  /**
   * Runs a statement to its end and fetches its rows.
   *
   * @throws ProblemsError QUERY_FAILED or QUERY_CANCELLED with Athena's reason
   */
  async query(sql: string, { maxRows = Infinity, signal }: QueryOptions = {}): Promise<QueryResult> {
    const started = await this.#client.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        WorkGroup: this.#workgroup,
        QueryExecutionContext: { Catalog: "AwsDataCatalog", Database: athenaDefaultDatabase },
      }),
    );
    const queryId = started.QueryExecutionId ?? "";
    const execution = await this.#finished(queryId, signal);
    const statistics = execution.Statistics;
    return {
      queryId,
      ...(await this.#rows(queryId, execution.StatementType === "DML", maxRows)),
      seconds: (statistics?.TotalExecutionTimeInMillis ?? 0) / 1000,
      scannedBytes: statistics?.DataScannedInBytes ?? 0,
    };
  }

  async #finished(queryId: string, signal?: AbortSignal): Promise<QueryExecution> {
    for (let pollMs = firstPollMs; ; pollMs = Math.min(pollMs * 1.5, slowestPollMs)) {
      const { QueryExecution: execution } = await this.#client.send(
        new GetQueryExecutionCommand({ QueryExecutionId: queryId }),
      );
      const state = execution?.Status?.State;
      if (execution !== undefined && state === "SUCCEEDED") return execution;
      if (state === "FAILED" || state === "CANCELLED") {
        const reason = execution?.Status?.StateChangeReason ?? "Athena gave no reason";
        throw queryProblem(state, queryId, reason);
      }
      try {
        await sleep(pollMs, undefined, { signal });
      } catch (error) {
        await this.#client.send(new StopQueryExecutionCommand({ QueryExecutionId: queryId }));
        throw error;
      }
    }
  }

  async #rows(
    queryId: string,
    hasHeader: boolean,
    maxRows: number,
  ): Promise<Pick<QueryResult, "columns" | "rows" | "truncated">> {
    const rows: (readonly (string | null)[])[] = [];
    let columns: readonly ResultColumn[] = [];
    let token: string | undefined;
    do {
      const page = await this.#client.send(
        new GetQueryResultsCommand({ QueryExecutionId: queryId, NextToken: token, MaxResults: resultPageRows }),
      );
      const found = (page.ResultSet?.Rows ?? []).map(values);
      if (token === undefined) {
        const info = page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
        columns = info.map(({ Name: name = "", Type: type = "", Precision: precision = 0, Scale: scale = 0 }) => ({
          name,
          type,
          precision,
          scale,
        }));
        // The first row of a SELECT's first page repeats the columns' names; other statements have no such row.
        if (hasHeader) found.shift();
      }
      rows.push(...found);
      token = page.NextToken;
    } while (token !== undefined && rows.length <= maxRows);
    return { columns, rows: rows.slice(0, maxRows), truncated: rows.length > maxRows };
  }
}

const values = (row: Row): readonly (string | null)[] => (row.Data ?? []).map((datum) => datum.VarCharValue ?? null);

const queryProblem = (state: "FAILED" | "CANCELLED", queryId: string, reason: string): ProblemsError =>
  new ProblemsError("query", [
    {
      code: `QUERY_${state}`,
      place: `query ${queryId}`,
      message: reason.replace(/\.$/, ""),
      fix: state === "FAILED" ? "correct the statement" : "run it again",
    },
  ]);
