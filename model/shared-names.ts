/**
 * Names that the jobs spell as well. `glue/lakehouse/shared-names.json` is written from them, and the jobs read it; braces
 * stand for what a name is made of.
 */
export const sharedNames = {
  /** Of every processed table, besides those of its contract. */
  metadataColumns: { runId: "_run_id", page: "_page", extractedAt: "_extracted_at", rowHash: "_row_hash" },
  /** Of every table of quarantined rows, besides these. */
  quarantineColumns: {
    line: "_line",
    window: "_window",
    reason: "reason",
    column: "column_name",
    message: "message",
    record: "record",
  },
  processedDatabase: "{source}_processed",
  quarantineTable: "{dataset}_quarantine",
  production: "production",
  /** Beside production's database, e.g. `mission_curated__preview_1`. */
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
