import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import type { SqlRefusal } from "../codes.ts";

/** What the function `govern` does for an apply: it is an administrator of the data lake, so that nobody else has to be. */
export type GovernEvent =
  /** Tags and grants of everything that contracts and the environments' compiled SQL declare. */
  | { readonly action: "catalog" }
  /** Makes what is missing of an environment's databases; `databases` are those of production that they are beside. */
  | { readonly action: "environment"; readonly environment: string; readonly databases: readonly string[] }
  /** Removes an environment's databases, which are empty, and what says that it is there. */
  | { readonly action: "remove environment"; readonly environment: string };

export type Govern = (event: GovernEvent) => Promise<void>;

interface FunctionError {
  readonly errorMessage?: string;
}

/** @throws ProblemsError GOVERN_FAILED with the function's reason */
export const governFunction =
  (client: LambdaClient, name: string): Govern =>
  async (event) => {
    const answer = await client.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }));
    if (answer.FunctionError === undefined) return;
    const { errorMessage = answer.FunctionError } = JSON.parse(
      answer.Payload?.transformToString() ?? "{}",
    ) as FunctionError;
    const message = `"${event.action}" failed: ${errorMessage.replace(/\.$/, "")}`;
    const fix = "mend what the message names, then resume";
    const problem: Problem<SqlRefusal> = { code: "GOVERN_FAILED", place: `function ${name}`, message, fix };
    throw new ProblemsError(name, [problem]);
  };
