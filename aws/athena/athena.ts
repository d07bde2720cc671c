import {
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  type GetQueryResultsOutput,
  type QueryExecution,
  type Row,
  type AthenaClient,
} from "@aws-sdk/client-athena";
import type { S3Client } from "@aws-sdk/client-s3";
import { athenaDefaultDatabase } from "../../model/governance/grants.ts";
import { ProblemsError } from "../../model/validation/problem.ts";
import { polled, queryPace } from "../poll.ts";
import { withoutStackTrace } from "../query/engine-message.ts";
import {
  collected,
  type OpenAnswer,
  type OpenOptions,
  type QueryOptions,
  type QueryResult,
  type ResultColumn,
  type ResultRow,
} from "../query/query-answer.ts";
import { s3Client } from "../s3/client.ts";
import { AthenaCsv } from "./athena-csv.ts";
import { athenaClient } from "./client.ts";
import { textOf } from "./result-file.ts";

/** Maximum number of rows that one GetQueryResults call returns, including the header. */
const resultPageRows = 1000;

interface FirstPage {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly ResultRow[];
  /** Token of the next page; `undefined` after the last one. */
  readonly nextToken: string | undefined;
}

/** Runs statements in one workgroup, whose settings decide where results go. */
export class Athena {
  readonly #client: AthenaClient;
  readonly #s3: S3Client;
  readonly #workgroup: string;

  /** @param s3 client with the same credentials: the caller must be allowed to read the result's file */
  constructor(workgroup: string, client: AthenaClient = athenaClient(), s3: S3Client = s3Client()) {
    this.#client = client;
    this.#s3 = s3;
    this.#workgroup = workgroup;
  }

  /**
   * Runs a statement to completion and fetches its rows.
   *
   * @throws ProblemsError QUERY_FAILED or QUERY_CANCELLED with Athena's reason
   */
  async query(sql: string, options: QueryOptions = {}): Promise<QueryResult> {
    return collected(await this.open(sql, options), options);
  }

  /**
   * Runs a statement to completion; its rows are fetched as they are read.
   *
   * The first rows come from GetQueryResults, which knows the columns' types but returns a thousand rows per call. The
   * others are read from the result's file. That needs no additional permission: GetQueryResults itself requires
   * s3:GetObject on that file. https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html
   *
   * @throws ProblemsError QUERY_FAILED or QUERY_CANCELLED with Athena's reason
   */
  async open(sql: string, { signal }: OpenOptions = {}): Promise<OpenAnswer> {
    signal?.throwIfAborted();
    const started = await this.#client.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        WorkGroup: this.#workgroup,
        QueryExecutionContext: { Catalog: "AwsDataCatalog", Database: athenaDefaultDatabase },
      }),
    );
    const queryId = started.QueryExecutionId ?? "";
    const execution = await this.#finished(queryId, signal);
    const first = await this.#firstPage(execution, signal);
    return {
      queryId,
      columns: first.columns,
      seconds: (execution.Statistics?.TotalExecutionTimeInMillis ?? 0) / 1000,
      scannedBytes: execution.Statistics?.DataScannedInBytes ?? 0,
      pages: this.#pages(execution, first, signal),
    };
  }

  #finished(queryId: string, signal?: AbortSignal): Promise<QueryExecution> {
    const asked = { QueryExecutionId: queryId };
    return polled(
      async () => {
        const { QueryExecution: execution } = await this.#client.send(new GetQueryExecutionCommand(asked));
        const state = execution?.Status?.State;
        if (state === "FAILED" || state === "CANCELLED") {
          throw queryProblem(state, queryId, execution?.Status?.StateChangeReason ?? "Athena gave no reason");
        }
        return state === "SUCCEEDED" ? execution : undefined;
      },
      { pace: queryPace, signal, stop: () => this.#client.send(new StopQueryExecutionCommand(asked)) },
    );
  }

  async #firstPage(execution: QueryExecution, signal?: AbortSignal): Promise<FirstPage> {
    const page = await this.#resultPage(execution, undefined, signal);
    const info = page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
    const rows = rowsOf(page);
    return {
      columns: info.map(({ Name: name = "", Type: type = "", Precision: precision = 0, Scale: scale = 0 }) => ({
        ...{ name, type, precision, scale },
      })),
      // The first row of a SELECT's first page repeats the column names; other statements have no such row.
      rows: execution.StatementType === "DML" ? rows.slice(1) : rows,
      nextToken: page.NextToken,
    };
  }

  async *#pages(execution: QueryExecution, { rows, nextToken }: FirstPage, signal?: AbortSignal): OpenAnswer["pages"] {
    if (rows.length > 0) yield rows;
    if (nextToken === undefined) return;
    const file = execution.ResultConfiguration?.OutputLocation ?? "";
    if (file.endsWith(".csv")) yield* this.#fileRows(file, rows.length + 1, signal);
    else yield* this.#laterPages(execution, nextToken, signal);
  }

  /** @param known number of the file's rows that were read elsewhere, including the header */
  async *#fileRows(file: string, known: number, signal?: AbortSignal): OpenAnswer["pages"] {
    const csv = new AthenaCsv();
    let toSkip = known;
    for await (const piece of textOf(this.#s3, file, signal)) {
      const rows = csv.take(piece);
      if (rows.length > toSkip) yield rows.slice(toSkip);
      toSkip -= Math.min(toSkip, rows.length);
    }
    if (!csv.isAtEnd) throw new Error(`${file} ends in the middle of a row`);
  }

  /** For statements other than SELECT, whose files have another format. */
  async *#laterPages(execution: QueryExecution, first: string, signal?: AbortSignal): OpenAnswer["pages"] {
    for (let token: string | undefined = first; token !== undefined;) {
      const page = await this.#resultPage(execution, token, signal);
      yield rowsOf(page);
      token = page.NextToken;
    }
  }

  #resultPage({ QueryExecutionId: id }: QueryExecution, token: string | undefined, signal?: AbortSignal) {
    return this.#client.send(
      new GetQueryResultsCommand({ QueryExecutionId: id, NextToken: token, MaxResults: resultPageRows }),
      { ...(signal && { abortSignal: signal }) },
    );
  }
}

const rowsOf = ({ ResultSet: set }: GetQueryResultsOutput): readonly ResultRow[] => (set?.Rows ?? []).map(values);

const values = (row: Row): ResultRow => (row.Data ?? []).map((datum) => datum.VarCharValue ?? null);

const queryProblem = (state: "FAILED" | "CANCELLED", queryId: string, reason: string): ProblemsError =>
  new ProblemsError("query", [
    {
      code: `QUERY_${state}`,
      place: `query ${queryId}`,
      message: withoutStackTrace(reason).replace(/\.$/, ""),
      fix: state === "FAILED" ? "correct the statement" : "run it again",
    },
  ]);
