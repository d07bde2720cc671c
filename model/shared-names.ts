/**
 * Names that the jobs use as well. `glue/lakehouse/shared-names.json` is generated from them and read by the jobs;
 * braces are placeholders.
 */
export const sharedNames = {
  /** Columns of every processed table besides those in its contract. */
  metadataColumns: { runId: "_run_id", page: "_page", extractedAt: "_extracted_at", rowHash: "_row_hash" },
  /** Columns of every quarantine table besides these. */
  quarantineColumns: {
    line: "_line",
    window: "_window",
    reason: "reason",
    column: "column_name",
    message: "message",
    record: "record",
  },
  database: "{source}_{zone}",
  quarantineTable: "{dataset}_quarantine",
  production: "production",
  /** A sibling of production's database, e.g. `mission_curated__preview_1`. */
  previewDatabase: "{database}__{environment}",
  objectKeys: {
    processResult: "runs/{run}/process.json",
    environment: "sql/environments/{environment}.json",
    analysisRequest: "sql/analyses/{hash}.json",
    analysisResult: "sql/analyses/{hash}.result.json",
  },
} as const;

/** @example filled("runs/{run}/process.json", { run: "a" }) // "runs/a/process.json" */
export const filled = (template: string, parts: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (braces, name: string) => parts[name] ?? braces);
