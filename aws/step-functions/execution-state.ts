import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  type SFNClient,
} from "@aws-sdk/client-sfn";

export interface Execution {
  readonly status: ExecutionStatus;
  readonly startedAt: Date;
  readonly stoppedAt?: Date;
  /** The error's name, if the execution failed and it has one. */
  readonly error?: string;
  /** Error and cause, if the execution failed. */
  readonly reason?: string;
}

export const executionArn = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;

/** An execution by name; `undefined` if there is none, or no longer: they are deleted 90 days after their end. */
export type DescribeExecution = (name: string) => Promise<Execution | undefined>;

export const executionDescriber =
  (client: SFNClient, stateMachineArn: string): DescribeExecution =>
  async (name) => {
    const asked = { executionArn: executionArn(stateMachineArn, name) };
    try {
      const found = await client.send(new DescribeExecutionCommand(asked));
      const reason = [found.error, found.cause].filter((part) => part !== undefined && part !== "").join(": ");
      return {
        status: found.status ?? "RUNNING",
        startedAt: found.startDate ?? new Date(Number.NaN),
        ...(found.stopDate !== undefined && { stoppedAt: found.stopDate }),
        ...(found.error !== undefined && { error: found.error }),
        ...(reason !== "" && { reason }),
      };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  };

/** Whether the execution of a run, whose name is the run's id, is running. */
export type IsRunning = (runId: string) => Promise<boolean>;

export const executionWatcher = (client: SFNClient, stateMachineArn: string): IsRunning => {
  const describe = executionDescriber(client, stateMachineArn);
  return async (runId) => (await describe(runId))?.status === "RUNNING";
};
