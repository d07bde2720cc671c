/**
 * Direct access to Trino, bypassing Athena: for tests and benchmarks that create or drop tables like a job, which
 * Athena refuses in governed locations.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { sandboxStatus } from "./index.ts";

interface Answer {
  readonly nextUri?: string;
  readonly error?: { readonly message: string };
}

const pollMs = 20;

/**
 * Runs one Trino statement to completion; names are `<database>.<table>`.
 *
 * @throws Error with Trino's message, or if the sandbox isn't running
 */
export const runInEngine = async (sql: string): Promise<void> => {
  const url = sandboxStatus().parts.find(({ name }) => name === "trino")?.url;
  if (url === undefined) throw new Error("The sandbox's engine isn't running.");
  const headers = { "X-Trino-User": "athena", "X-Trino-Catalog": "awsdatacatalog" };
  let answer = (await (await fetch(`${url}/v1/statement`, { method: "POST", headers, body: sql })).json()) as Answer;
  while (answer.nextUri !== undefined) {
    answer = (await (await fetch(answer.nextUri, { headers })).json()) as Answer;
    if (answer.nextUri !== undefined) await sleep(pollMs);
  }
  if (answer.error !== undefined) throw new Error(`${answer.error.message} (${sql})`);
};
