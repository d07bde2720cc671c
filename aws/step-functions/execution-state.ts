import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from "@aws-sdk/client-sfn";

/** Whether the execution of a run, which has the run's id as its name, is under way. */
export type IsRunning = (runId: string) => Promise<boolean>;

export const executionWatcher =
  (client: SFNClient, stateMachineArn: string): IsRunning =>
  async (runId) => {
    const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${runId}`;
    try {
      return (await client.send(new DescribeExecutionCommand({ executionArn }))).status === "RUNNING";
    } catch (error) {
      // Step Functions forgets executions 90 days after their end
      if (error instanceof ExecutionDoesNotExist) return false;
      throw error;
    }
  };
