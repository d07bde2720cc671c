/** Every setting of a stack with its limits and its default: the one place where either is stated. */
import { baseUrl, choice, flag, group, integer, type Field, type ValuesOf } from "./field.ts";

/** CloudWatch accepts these and no others. */
const logRetentionSteps = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

export const fields = {
  architecture: choice(["arm64", "x86_64"], "arm64"),
  extraction: group({
    maximumConcurrency: integer(2, 1000, 4),
    batchSize: integer(1, 10, 5),
    timeoutSeconds: integer(10, 900, 120),
    sourceTimeoutSeconds: integer(1, 300, 30),
    maxReceiveCount: integer(5, 100, 5),
    memoryMiB: integer(256, 10240, 1024),
  }),
  glue: group({
    version: choice(["5.1"], "5.1"),
    workerType: choice(["G.1X", "G.2X", "G.4X", "G.8X"], "G.1X"),
    numberOfWorkers: integer(2, 299, 2),
    timeoutMinutes: integer(5, 2880, 120),
  }),
  logRetentionDays: choice(logRetentionSteps, 30),
  planTimeoutMinutes: integer(5, 1440, 120),
  schedulesEnabled: flag(true),
  queryScanLimitGiB: integer(1, 102_400, 100),
  removalProtection: flag(true),
};

const source = group({ baseUrl: baseUrl() });

export type SourceConfig = ValuesOf<{ baseUrl: Field<string> }>;
export type Config = ValuesOf<typeof fields> & { readonly sources: Readonly<Record<string, SourceConfig>> };

/** All settings of a stack whose contracts name these sources: each source needs its entry. */
export const stackFields = (sourceNames: readonly string[]): Field<Config> =>
  group({ ...fields, sources: group(Object.fromEntries(sourceNames.map((name) => [name, source]))) }, "");
