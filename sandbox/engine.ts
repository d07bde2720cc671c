/**
 * The sandbox's engine itself, without Athena before it: for tests and measurements that make or drop tables as a job
 * would, which Athena refuses where Lake Formation governs.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { sandboxStatus } from "./index.ts";

interface Answer {
  readonly nextUri?: string;
  readonly error?: { readonly message: string };
}

const pollMs = 20;

/**
 * Runs one statement of Trino's to its end; names are `<database>.<table>`.
 *
 * @throws Error with Trino's message; or when the sandbox doesn't run
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
