import type { LambdaClient } from "@aws-sdk/client-lambda";
import { invokeFunction } from "../../aws/lambda/functions.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import type { SqlRefusal } from "../codes.ts";

/** What the function `govern` does for an apply: it is a data lake administrator, so that nobody else has to be. */
export type GovernEvent =
  /** Tags and grants of everything that contracts and the environments' compiled SQL declare. */
  | { readonly action: "catalog" }
  /** Creates an environment's missing databases; `databases` are the corresponding ones of production. */
  | { readonly action: "environment"; readonly environment: string; readonly databases: readonly string[] }
  /** Removes an environment's databases, which are empty, and its record. */
  | { readonly action: "remove environment"; readonly environment: string };

export type Govern = (event: GovernEvent) => Promise<void>;

/** @throws ProblemsError GOVERN_FAILED with the function's reason */
export const governFunction =
  (client: LambdaClient, name: string): Govern =>
  async (event) => {
    const { error } = await invokeFunction(client, name, event);
    if (error === undefined) return;
    const message = `"${event.action}" failed: ${error.replace(/\.$/, "")}`;
    const fix = "correct what the message names, then resume";
    const problem: Problem<SqlRefusal> = { code: "GOVERN_FAILED", place: `function ${name}`, message, fix };
    throw new ProblemsError(name, [problem]);
  };
