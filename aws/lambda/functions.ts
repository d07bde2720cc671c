import { GetAccountSettingsCommand, InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";

/** A function's result, or the error that ended it. */
export type Invoked =
  { readonly answer: unknown; readonly error?: never } | { readonly error: string; readonly answer?: never };

/** Invokes a function and waits until it has ended. */
export const invokeFunction = async (client: LambdaClient, name: string, event: object): Promise<Invoked> => {
  const called = await client.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }));
  const text = called.Payload?.transformToString() ?? "";
  const answer = text === "" ? undefined : (JSON.parse(text) as unknown);
  if (called.FunctionError === undefined) return { answer };
  return { error: (answer as { readonly errorMessage?: string } | undefined)?.errorMessage ?? called.FunctionError };
};

/** The account's unreserved concurrency: how many functions without reserved concurrency may run at once. */
export const freeConcurrency = async (client: LambdaClient): Promise<number> => {
  const { AccountLimit: limit } = await client.send(new GetAccountSettingsCommand({}));
  return limit?.UnreservedConcurrentExecutions ?? 0;
};
