import { ExecutionAlreadyExists, StartExecutionCommand, type SFNClient } from "@aws-sdk/client-sfn";
import type { StartExecution } from "./start-run.ts";

export const executionStarter =
  (client: SFNClient, stateMachineArn: string): StartExecution =>
  async (name, input) => {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      return "STARTED";
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return "EXISTS";
      throw error;
    }
  };
