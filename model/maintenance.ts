/** What keeps Iceberg tables in shape: Glue's table optimizers, as the stack's settings declare them. Pure. */
import { part } from "./documents/document.ts";
import { count, flag, text, type Of } from "./validation/schema.ts";

export const optimizerTypes = ["compaction", "retention", "orphan_file_deletion"] as const;
export type OptimizerType = (typeof optimizerTypes)[number];

/** Settings of a stack; handed to the function that governs as JSON. */
export const maintenanceSettings = part("a stack's maintenance", {
  enabled: flag,
  /** Days that a table's snapshots are kept; what they alone hold goes with them. */
  snapshotRetentionDays: count,
  /** Days after which a file that no snapshot knows is removed. */
  orphanFileRetentionDays: count,
  /** ARN of the role that optimizers work with. */
  roleArn: text,
});
export type Maintenance = Of<typeof maintenanceSettings>;

/** As Glue's `TableOptimizerConfiguration` spells it. */
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

/** Of a table that nobody writes for long: its last nights stay to be looked at, however old they are. */
const snapshotsKept = 10;
/** The rarest that Glue allows: days are counted in weeks here, and every run is paid. */
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
        // A row that was changed is a delete and a new row; one delete makes a file due, when files are rewritten at all.
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
