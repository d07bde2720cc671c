/** Maintenance of Iceberg tables: Glue's table optimizers, as the stack's settings declare them. Pure. */
import { part } from "./documents/document.ts";
import { count, flag, text, type Of } from "./validation/schema.ts";

export const optimizerTypes = ["compaction", "retention", "orphan_file_deletion"] as const;
export type OptimizerType = (typeof optimizerTypes)[number];

/** A stack's settings, passed to the govern function as JSON. */
export const maintenanceSettings = part("a stack's maintenance", {
  enabled: flag,
  /** Days that a table's snapshots are kept; files that only an expired snapshot references are deleted with it. */
  snapshotRetentionDays: count,
  /** Days after which a file that no snapshot references is deleted. */
  orphanFileRetentionDays: count,
  /** ARN of the optimizers' role. */
  roleArn: text,
});
export type Maintenance = Of<typeof maintenanceSettings>;

/** In the spelling of Glue's `TableOptimizerConfiguration`. */
export interface OptimizerConfiguration {
  readonly roleArn: string;
  readonly enabled: boolean;
  readonly compactionConfiguration?: {
    readonly icebergConfiguration: { readonly strategy: "binpack"; readonly deleteFileThreshold: number };
  };
  readonly retentionConfiguration?: {
    readonly icebergConfiguration: {
      readonly snapshotRetentionPeriodInDays: number;
      readonly numberOfSnapshotsToRetain: number;
      readonly cleanExpiredFiles: boolean;
      readonly runRateInHours: number;
    };
  };
  readonly orphanFileDeletionConfiguration?: {
    readonly icebergConfiguration: {
      readonly orphanFileRetentionPeriodInDays: number;
      readonly runRateInHours: number;
    };
  };
}

/** For a table that hasn't been written for long: its last nights stay readable, however old they are. */
const snapshotsKept = 10;
/** Glue's maximum interval: retention is measured in weeks here, and every run is billed. */
const runRateInHours = 168;

export const optimizerConfiguration = (
  type: OptimizerType,
  { roleArn, snapshotRetentionDays, orphanFileRetentionDays }: Maintenance,
): OptimizerConfiguration => {
  const common = { roleArn, enabled: true };
  switch (type) {
    case "compaction":
      return {
        ...common,
        // A changed row is a delete plus a new row; a single delete qualifies a file, whenever files are rewritten at
        // all
        compactionConfiguration: { icebergConfiguration: { strategy: "binpack", deleteFileThreshold: 1 } },
      };
    case "retention":
      return {
        ...common,
        retentionConfiguration: {
          icebergConfiguration: {
            snapshotRetentionPeriodInDays: snapshotRetentionDays,
            numberOfSnapshotsToRetain: snapshotsKept,
            cleanExpiredFiles: true,
            runRateInHours,
          },
        },
      };
    case "orphan_file_deletion":
      return {
        ...common,
        orphanFileDeletionConfiguration: {
          icebergConfiguration: { orphanFileRetentionPeriodInDays: orphanFileRetentionDays, runRateInHours },
        },
      };
  }
};
