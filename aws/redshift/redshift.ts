import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  type DescribeStatementResponse,
  type Field,
  type SubStatementData,
  type RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { ProblemsError } from "../../model/validation/problem.ts";
import { polled, queryPace } from "../poll.ts";
import { withLine, withoutStackTrace } from "../query/engine-message.ts";
import {
  collected,
  type OpenAnswer,
  type OpenOptions,
  type QueryOptions,
  type QueryResult,
  type ResultColumn,
  type ResultRow,
} from "../query/query-answer.ts";
import { redshiftDataClient } from "./client.ts";

export interface RedshiftPlace {
  readonly workgroup: string;
  readonly database: string;
  /** Secret that holds the administrator's name and password. */
  readonly adminSecretArn: string;
}

const nanosecondsPerSecond = 1e9;

/** Runs statements in one database of one workgroup through the Data API, which needs no connections. */
export class Redshift {
  readonly #client: RedshiftDataClient;
  readonly #place: { readonly WorkgroupName: string; readonly Database: string; readonly SecretArn: string };

  constructor({ workgroup, database, adminSecretArn }: RedshiftPlace, client = redshiftDataClient()) {
    this.#client = client;
    this.#place = { WorkgroupName: workgroup, Database: database, SecretArn: adminSecretArn };
  }

  /**
   * Runs a statement to completion and fetches its rows.
   *
   * @throws ProblemsError QUERY_FAILED or QUERY_CANCELLED with Redshift's reason
   */
  async query(sql: string, options: QueryOptions = {}): Promise<QueryResult> {
    return collected(await this.open(sql, options), options);
  }

  /**
   * Runs a statement to completion; its rows are fetched as they are read.
   *
   * @throws ProblemsError QUERY_FAILED or QUERY_CANCELLED with Redshift's reason
   */
  async open(sql: string, { signal }: OpenOptions = {}): Promise<OpenAnswer> {
    signal?.throwIfAborted();
    const { Id: queryId = "" } = await this.#client.send(new ExecuteStatementCommand({ ...this.#place, Sql: sql }));
    return this.#answer({ ...(await this.#finished(queryId, sql, signal)), Id: queryId }, signal);
  }

  /**
   * Runs statements in one transaction and fetches each one's rows, in order.
   *
   * @throws ProblemsError QUERY_FAILED or QUERY_CANCELLED with Redshift's reason; the transaction is then rolled back
   */
  async transaction(statements: readonly string[], { signal }: OpenOptions = {}): Promise<readonly QueryResult[]> {
    const { Id: id = "" } = await this.#client.send(
      new BatchExecuteStatementCommand({ ...this.#place, Sqls: [...statements] }),
    );
    const { SubStatements: parts = [] } = await this.#finished(id, "", signal);
    return Promise.all(parts.map(async (part) => collected(await this.#answer(part, signal), {})));
  }

  #finished(id: string, sql: string, signal?: AbortSignal): Promise<DescribeStatementResponse> {
    return polled(
      async () => {
        const described = await this.#client.send(new DescribeStatementCommand({ Id: id }));
        if (described.Status === "FAILED" || described.Status === "ABORTED") {
          throw statementProblem(described.Status, id, described.Error ?? "Redshift gave no reason", sql);
        }
        return described.Status === "FINISHED" ? described : undefined;
      },
      { pace: queryPace, signal, stop: () => this.#client.send(new CancelStatementCommand({ Id: id })) },
    );
  }

  async #answer({ Id: queryId = "", HasResultSet: hasRows, Duration: duration = 0 }: Ended, signal?: AbortSignal) {
    const seconds = duration / nanosecondsPerSecond;
    const first = hasRows === true ? await this.#page(queryId, undefined, signal) : noRows;
    return { queryId, seconds, columns: first.columns, pages: this.#pages(queryId, first, signal) };
  }

  async *#pages(id: string, first: Page, signal?: AbortSignal): OpenAnswer["pages"] {
    for (let page = first; ; page = await this.#page(id, page.nextToken, signal)) {
      if (page.rows.length > 0) yield page.rows;
      if (page.nextToken === undefined) return;
    }
  }

  async #page(id: string, token: string | undefined, signal?: AbortSignal): Promise<Page> {
    const page = await this.#client.send(new GetStatementResultCommand({ Id: id, NextToken: token }), {
      ...(signal && { abortSignal: signal }),
    });
    return {
      columns: (page.ColumnMetadata ?? []).map(({ name = "", typeName: type = "", precision = 0, scale = 0 }) => ({
        ...{ name, type, precision, scale },
      })),
      rows: (page.Records ?? []).map((record) => record.map(valueOf)),
      nextToken: page.NextToken,
    };
  }
}

interface Page {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly ResultRow[];
  /** `undefined` after the last page. */
  readonly nextToken: string | undefined;
}

const noRows: Page = { columns: [], rows: [], nextToken: undefined };

/** A successful statement, on its own or in a transaction. */
type Ended = Pick<SubStatementData, "Id" | "HasResultSet" | "Duration">;

const valueOf = (field: Field): string | null => {
  const { isNull, stringValue, longValue, doubleValue, booleanValue } = field;
  if (isNull === true) return null;
  return stringValue ?? (longValue ?? doubleValue ?? booleanValue)?.toString() ?? "";
};

/** @param sql the statement, or empty if it is unknown which one of several it is */
const statementProblem = (status: "FAILED" | "ABORTED", id: string, reason: string, sql: string): ProblemsError =>
  new ProblemsError("query", [
    {
      code: status === "FAILED" ? "QUERY_FAILED" : "QUERY_CANCELLED",
      place: `statement ${id}`,
      message: withLine(withoutStackTrace(reason).replace(/^ERROR: +/, ""), sql).replace(/\.$/, ""),
      fix: status === "FAILED" ? "correct the statement" : "run it again",
    },
  ]);
