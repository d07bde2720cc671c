import { ExecutionAlreadyExists, StartExecutionCommand, type SFNClient } from "@aws-sdk/client-sfn";
import type { RunInput } from "../../model/documents/run-input.ts";

/** Starts an execution under a name that can be used only once. */
export type StartExecution<Input extends object = RunInput> = (
  name: string,
  input: Input,
) => Promise<"STARTED" | "EXISTS">;

export const executionStarter =
  <Input extends object = RunInput>(client: SFNClient, stateMachineArn: string): StartExecution<Input> =>
  async (name, input) => {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      return "STARTED";
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return "EXISTS";
      throw error;
    }
  };
