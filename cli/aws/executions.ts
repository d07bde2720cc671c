import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
  type ExecutionStatus,
  type HistoryEvent,
} from "@aws-sdk/client-sfn";
import type { RunInput } from "../../model/documents/run-input.ts";

export interface Execution {
  readonly status: ExecutionStatus;
  readonly startedAt: Date;
  readonly stoppedAt?: Date;
  /** Error and cause of an execution that failed. */
  readonly reason?: string;
}

/** A state that an execution went through. */
export interface StateVisit {
  readonly name: string;
  readonly enteredAt: Date;
  /** Absent while the execution is in the state. */
  readonly exitedAt?: Date;
}

export interface Executions {
  /** False when an execution of that name exists: names are unique. */
  readonly start: (input: RunInput) => Promise<boolean>;
  readonly describe: (runId: string) => Promise<Execution | undefined>;
  /** In the order in which they were entered. */
  readonly visits: (runId: string) => Promise<readonly StateVisit[]>;
}

/** Step Functions writes what happened into events; every state has one for entering and one for leaving. Pure. */
export const visitsOf = (events: readonly HistoryEvent[]): readonly StateVisit[] => {
  const visits: StateVisit[] = [];
  for (const event of events) {
    const at = event.timestamp ?? new Date(Number.NaN);
    const entered = event.stateEnteredEventDetails?.name;
    const exited = event.stateExitedEventDetails?.name;
    if (entered !== undefined) visits.push({ name: entered, enteredAt: at });
    // Branches side by side are left in another order than they were entered
    const left = visits.findLastIndex(({ name, exitedAt }) => name === exited && exitedAt === undefined);
    const visit = visits[left];
    if (visit !== undefined) visits[left] = { ...visit, exitedAt: at };
  }
  return visits;
};

export const executions = (stateMachineArn: string, client: SFNClient = new SFNClient()): Executions => {
  const executionArn = (runId: string): string =>
    `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${runId}`;
  return {
    start: async (input) => {
      try {
        await client.send(
          new StartExecutionCommand({ stateMachineArn, name: input.runId, input: JSON.stringify(input) }),
        );
        return true;
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) return false;
        throw error;
      }
    },
    describe: async (runId) => {
      try {
        const found = await client.send(new DescribeExecutionCommand({ executionArn: executionArn(runId) }));
        const reason = [found.error, found.cause].filter((part) => part !== undefined && part !== "").join(": ");
        return {
          status: found.status ?? "RUNNING",
          startedAt: found.startDate ?? new Date(Number.NaN),
          ...(found.stopDate !== undefined && { stoppedAt: found.stopDate }),
          ...(reason !== "" && { reason }),
        };
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return undefined;
        throw error;
      }
    },
    visits: async (runId) => {
      const events: HistoryEvent[] = [];
      let nextToken: string | undefined;
      do {
        const page = await client.send(
          new GetExecutionHistoryCommand({ executionArn: executionArn(runId), nextToken, includeExecutionData: false }),
        );
        events.push(...(page.events ?? []));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return visitsOf(events);
    },
  };
};
