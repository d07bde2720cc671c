/** Whether a document is what a job left of this run: of the first format, with a list of what it worked on. */
export const isResultOfRun = (value: unknown, runId: string, list: string): boolean =>
  typeof value === "object" &&
  value !== null &&
  "formatVersion" in value &&
  value.formatVersion === 1 &&
  "runId" in value &&
  value.runId === runId &&
  list in value &&
  Array.isArray((value as Readonly<Record<string, unknown>>)[list]);
