import {
  InvalidToken,
  SendTaskSuccessCommand,
  TaskDoesNotExist,
  TaskTimedOut,
  type SFNClient,
} from "@aws-sdk/client-sfn";

/** Resumes the state machine. LATE: it was resumed before, or no longer waits; either way nothing is left to do. */
export type Resume = (taskToken: string, output: object) => Promise<"RESUMED" | "LATE">;

export const taskResumer =
  (client: SFNClient): Resume =>
  async (taskToken, output) => {
    try {
      await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
      return "RESUMED";
    } catch (error) {
      if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken)
        return "LATE";
      throw error;
    }
  };
