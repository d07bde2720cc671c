import { paginateGetExecutionHistory, type HistoryEvent, type SFNClient } from "@aws-sdk/client-sfn";
import type { RunInput } from "../../model/documents/run-input.ts";
import { sfnClient } from "./client.ts";
import { executionStarter } from "./execution-starter.ts";
import { executionArn, executionDescriber, type DescribeExecution } from "./execution-state.ts";

/** A state that an execution went through. */
export interface StateVisit {
  readonly name: string;
  readonly enteredAt: Date;
  /** Absent while the execution is in the state. */
  readonly exitedAt?: Date;
}

export interface Executions {
  /** False if an execution of that name exists: names are unique. */
  readonly start: (input: RunInput) => Promise<boolean>;
  readonly describe: DescribeExecution;
  /** In the order in which they were entered. */
  readonly visits: (runId: string) => Promise<readonly StateVisit[]>;
}

/** Derived from Step Functions' events, one for entering and one for leaving each state. Pure. */
export const visitsOf = (events: readonly HistoryEvent[]): readonly StateVisit[] => {
  const visits: StateVisit[] = [];
  for (const event of events) {
    const at = event.timestamp ?? new Date(Number.NaN);
    const entered = event.stateEnteredEventDetails?.name;
    const exited = event.stateExitedEventDetails?.name;
    if (entered !== undefined) visits.push({ name: entered, enteredAt: at });
    // Parallel branches are left in a different order than they were entered
    const left = visits.findLastIndex(({ name, exitedAt }) => name === exited && exitedAt === undefined);
    const visit = visits[left];
    if (visit !== undefined) visits[left] = { ...visit, exitedAt: at };
  }
  return visits;
};

export const executions = (stateMachineArn: string, client: SFNClient = sfnClient()): Executions => {
  const start = executionStarter(client, stateMachineArn);
  return {
    start: async (input) => (await start(input.runId, input)) === "STARTED",
    describe: executionDescriber(client, stateMachineArn),
    visits: async (runId) => {
      const asked = { executionArn: executionArn(stateMachineArn, runId), includeExecutionData: false };
      const events: HistoryEvent[] = [];
      for await (const page of paginateGetExecutionHistory({ client }, asked)) events.push(...(page.events ?? []));
      return visitsOf(events);
    },
  };
};
