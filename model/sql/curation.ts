/** What the curate job did, as it writes it to the artifacts bucket, and as a run's report tells it. */

/**
 * `PUBLISHED`: readers see the new state. `UNCHANGED`: nothing that it reads changed. `FAILED`: a test or the engine;
 * readers see the state before. `BLOCKED`: something that it reads failed. `WAITING`: a table that it reads is not there
 * yet, its group has not run.
 */
export const modelStates = ["PUBLISHED", "UNCHANGED", "FAILED", "BLOCKED", "WAITING"] as const;
export type ModelState = (typeof modelStates)[number];

export interface CurationResult {
  readonly formatVersion: 1;
  /** Night whose rows are built; absent in a build of `sql apply`. */
  readonly runId?: string;
  readonly environment: string;
  readonly bundleKey: string;
  /** In the order in which they were built. Empty when no SQL was applied yet. */
  readonly models: readonly ModelOutcome[];
}

export interface ModelOutcome {
  /** As in production. */
  readonly name: string;
  readonly state: ModelState;
  /** How it was built; null where nothing was. A build of all days of an incremental model is `full`. */
  readonly built: "full" | "incremental" | "merge" | null;
  /** Days (ISO, end excluded) that an incremental build replaced; null for others. */
  readonly since: string | null;
  readonly until: string | null;
  /** How many days an incremental build wrote anew; null for others. */
  readonly daysWritten: number | null;
  /** Rows that the build put into the table; none where readers keep what they had. */
  readonly rowsWritten: number;
  /** Rows of the table's new state. */
  readonly rows: number;
  readonly seconds: number;
  readonly snapshotId: string | null;
  readonly tests: readonly TestOutcome[];
  /** `CODE place: what was found; allowed … Fix: …`; null unless FAILED, BLOCKED or WAITING. */
  readonly error: string | null;
}

export interface TestOutcome {
  /** E.g. `unique(day, customer_id)`. */
  readonly test: string;
  readonly passed: boolean;
  /** Rows that break it, or the count that is out of bounds. */
  readonly found: number;
}

/** What the report says of one model. */
export interface ReportModel {
  /** As in production. */
  readonly name: string;
  readonly state: ModelState;
  /** Rows of the table's new state. */
  readonly rows: number;
  /** What an incremental build wrote anew; absent where all rows, or none, were written. */
  readonly rewritten?: { readonly days: number; readonly rows: number };
  /** Why it is FAILED, BLOCKED or WAITING; absent otherwise. */
  readonly error?: string;
  /** Tests that did not pass. */
  readonly failedTests: readonly Pick<TestOutcome, "test" | "found">[];
}

const stateWords: Readonly<Record<ModelState, string>> = {
  PUBLISHED: "published",
  UNCHANGED: "unchanged",
  FAILED: "failed",
  BLOCKED: "blocked",
  WAITING: "waiting",
};

const describeFailed = ({ name, error, failedTests }: ReportModel): string => {
  const tests = failedTests.map(({ test, found }) => `${test} found ${found}`).join("; ");
  return `${name} failed: ${tests || (error ?? "no reason was left")}`;
};

const describeRewritten = (models: readonly ReportModel[]): readonly string[] => {
  const parts = models.flatMap(({ name, rewritten }) =>
    rewritten === undefined
      ? []
      : [`${name} ${rewritten.rows} rows of ${rewritten.days === 1 ? "1 day" : `${rewritten.days} days`}`],
  );
  return parts.length === 0 ? [] : [`written anew: ${parts.join(", ")}`];
};

/**
 * `Curated: 9 published, 1 failed, 1 blocked`, what was written anew, a line for each model that failed, and which ones
 * are behind one of these or wait for a group's first night; nothing without models.
 */
export const describeCuration = (models: readonly ReportModel[]): readonly string[] => {
  const inState = (state: ModelState): readonly ReportModel[] => models.filter((model) => model.state === state);
  const counts = modelStates
    .map((state) => ({ state, count: inState(state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${stateWords[state]}`);
  const together = (state: ModelState, because: string): readonly string[] => {
    const names = inState(state).map(({ name }) => name);
    return names.length === 0 ? [] : [`${because}: ${names.join(", ")}`];
  };
  return counts.length === 0
    ? []
    : [
        `Curated: ${counts.join(", ")}`,
        ...describeRewritten(models),
        ...inState("FAILED").map(describeFailed),
        ...together("BLOCKED", "blocked by what failed"),
        ...together("WAITING", "waiting for groups that have not run"),
      ];
};
