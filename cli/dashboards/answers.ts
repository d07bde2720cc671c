/** Athena's answers by statement, cached with their age; concurrent requests for one statement share a query. */
import type { QueryResult, ResultColumn, ResultRow } from "../../aws/query/query-answer.ts";
import { mostRows } from "../../model/dashboards/sql.ts";
import { gate } from "./gate.ts";

export interface Ask {
  query: (sql: string, options: { readonly maxRows: number; readonly signal: AbortSignal }) => Promise<QueryResult>;
}

export interface RememberedAnswer {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly ResultRow[];
  /** There are more rows than these. */
  readonly truncated: boolean;
  readonly queryId: string;
  readonly seconds: number;
  /** When Athena answered, in milliseconds since 1970. */
  readonly answeredAt: number;
}

export interface AnswersOptions {
  readonly engine: Ask;
  /** Seconds after which a cached answer is stale. */
  readonly freshSeconds: number;
  /** Maximum duration of a query. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

const queriesAtOnce = 4;
const mostAnswers = 500;

export class Answers {
  readonly #options: AnswersOptions;
  readonly #known = new Map<string, { readonly answer: Promise<RememberedAnswer>; readonly askedAt: number }>();
  readonly #enter = gate(queriesAtOnce);

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /**
   * @param isRenewed queries again even if a cached answer exists
   * @throws ProblemsError with Athena's reason; a DOMException named TimeoutError if it took too long
   */
  async of(sql: string, isRenewed = false): Promise<RememberedAnswer> {
    const known = this.#known.get(sql);
    const isFresh = known !== undefined && Date.now() - known.askedAt < this.#options.freshSeconds * 1000;
    if (isFresh && !isRenewed) return known.answer;
    const entry = { answer: this.#enter(() => this.#ask(sql)), askedAt: Date.now() };
    this.#known.delete(sql);
    this.#known.set(sql, entry);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostAnswers && oldest !== undefined) this.#known.delete(oldest);
    // Failures aren't cached: the next request may succeed
    entry.answer.catch(() => {
      if (this.#known.get(sql) === entry) this.#known.delete(sql);
    });
    return entry.answer;
  }

  async #ask(sql: string): Promise<RememberedAnswer> {
    const { engine, timeoutSeconds, signal } = this.#options;
    const ended = AbortSignal.any([signal, AbortSignal.timeout(timeoutSeconds * 1000)]);
    try {
      const { columns, rows, truncated, queryId, seconds } = await engine.query(sql, {
        maxRows: mostRows,
        signal: ended,
      });
      return { columns, rows, truncated, queryId, seconds, answeredAt: Date.now() };
    } catch (error) {
      // An aborted wait reports only that it was aborted
      throw ended.aborted && ended.reason instanceof Error ? ended.reason : error;
    }
  }
}
