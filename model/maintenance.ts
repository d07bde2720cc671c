/** Upkeep of Iceberg tables as a stack declares it: small files, deleted rows, old snapshots, files of nobody. Pure. */

export interface Maintenance {
  readonly enabled: boolean;
  /** The account's Glue catalog. */
  readonly catalogId: string;
  /** ARN of the role that tables are maintained with. */
  readonly role: string;
  /** Data files in a partition from which on they are put together. */
  readonly minimumInputFiles: number;
  /** Files of position deletes on a data file from which on it is written anew without the deleted rows. */
  readonly deleteFileThreshold: number;
  /** Age from which on snapshots expire, and how many of the newest stay whatever their age. */
  readonly snapshotDays: number;
  readonly snapshotsKept: number;
  /** Age from which on files that no snapshot names are removed. */
  readonly orphanFileDays: number;
}
