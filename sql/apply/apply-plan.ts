import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import type { AppliedObject, Revision, StageRecord } from "../../model/documents/revision.ts";
import type { Plan } from "../../model/documents/sql-plan.ts";
import type { ApplyOptions, ApplyPorts } from "./ports.ts";
import { isAlive, lastSign, refuseAlive, whileBeating } from "./heartbeat.ts";
import type { Heartbeat } from "../../model/documents/heartbeat.ts";
import { recordedObjects } from "./recorded-objects.ts";
import { staleness } from "./refuse.ts";
import type { StoredRevision } from "./revisions.ts";
import { carryOut } from "./stage-handlers.ts";
import { stageTitle } from "./stage-title.ts";
import { validatePlan } from "./validate.ts";
import type { SqlRefusal } from "../codes.ts";

/** Who applies, and from what. */
export type Applier = Pick<Revision, "by" | "commit" | "rollbackTo">;

const pending: StageRecord = { state: "pending", statementsDone: 0 };

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A revision in progress: every change of its state is stored before anything else happens. */
class Progress {
  #stored: StoredRevision;
  readonly #ports: ApplyPorts;

  constructor(stored: StoredRevision, ports: ApplyPorts) {
    this.#stored = stored;
    this.#ports = ports;
  }

  get revision(): Revision {
    return this.#stored.revision;
  }

  /** The present time, ISO 8601. */
  now(): string {
    return this.#ports.now().toISOString();
  }

  async change(changed: Partial<Revision>): Promise<void> {
    this.#stored = await this.#ports.revisions.update(this.#stored, { ...this.revision, ...changed });
  }

  stage(index: number): StageRecord {
    return this.revision.stages[index] ?? pending;
  }

  async changeStage(index: number, changed: Partial<StageRecord>): Promise<void> {
    const stages = this.revision.stages.map((record, at) => (at === index ? { ...record, ...changed } : record));
    await this.change({ stages });
  }
}

const runStage = async (index: number, progress: Progress, ports: ApplyPorts, options: ApplyOptions): Promise<void> => {
  const { plan, revision, attempts: attempt } = progress.revision;
  const stage = plan.stages[index];
  const record = progress.stage(index);
  if (stage === undefined || record.state === "done") return;
  options.onStep(stageTitle(stage));
  await progress.changeStage(index, { state: "running", startedAt: progress.now() });
  try {
    const note = (change: Partial<StageRecord>): Promise<void> => progress.changeStage(index, change);
    await carryOut(stage, { plan, revision, attempt, ports, options, record, progress: note });
    await progress.changeStage(index, { state: "done", endedAt: progress.now() });
  } catch (error) {
    await progress.changeStage(index, { state: "failed", endedAt: progress.now(), error: messageOf(error) });
    throw error;
  }
};

const isTaken = (error: unknown): boolean =>
  error instanceof ProblemsError && error.problems.some(({ code }) => code === "REVISION_TAKEN");

/** Carries out the rest of a revision, and records its outcome. */
const finish = async (
  progress: Progress,
  before: Readonly<Record<string, AppliedObject>>,
  by: string,
  ports: ApplyPorts,
  options: ApplyOptions,
): Promise<Revision> => {
  const { plan, environment, revision, attempts: attempt } = progress.revision;
  const end = async (state: "applied" | "failed"): Promise<void> => {
    const { live } = await ports.readLive(plan.environment, Object.keys(plan.declared));
    const objects = recordedObjects(plan, progress.revision.stages, before, live);
    await progress.change({ state, endedAt: progress.now(), objects });
  };
  const carriedOut = async (): Promise<Revision> => {
    try {
      for (const index of plan.stages.keys()) await runStage(index, progress, ports, options);
    } catch (error) {
      // Whoever has taken it over records its outcome.
      if (!isTaken(error)) await end("failed");
      throw error;
    }
    options.onStep("read back");
    await end("applied");
    return progress.revision;
  };
  return whileBeating(environment, { revision, attempt, by }, ports, options.signal, carriedOut);
};

/**
 * Carries out exactly this plan and records it as a revision. Executes nothing if the catalog has changed since the
 * plan was made, or if an engine refuses a statement.
 *
 * @throws ProblemsError PLAN_STALE, PLAN_UNFINISHED_REVISION, REVISION_UNDER_WAY, SQL_REFUSED, or a stage's failure
 */
export const applyPlan = async (
  plan: Plan,
  applier: Applier,
  ports: ApplyPorts,
  options: ApplyOptions,
): Promise<Revision> => {
  options.onStep("compare with the catalog");
  const [{ live, production }, newest] = await Promise.all([
    ports.readLive(plan.environment, Object.keys(plan.declared)),
    ports.revisions.newest(plan.environment),
  ]);
  if (newest !== undefined) await refuseAlive(newest.revision, ports);
  const stale = staleness(plan, live, newest?.revision, production);
  if (stale !== undefined) throw new ProblemsError("plan", [stale]);
  options.onStep("validate");
  await validatePlan(plan, ports, options);
  const before = live.revision?.objects ?? {};
  const stored = await ports.revisions.create({
    formatVersion: 1,
    environment: plan.environment,
    revision: plan.base + 1,
    state: "applying",
    plan,
    ...applier,
    startedAt: ports.now().toISOString(),
    stages: plan.stages.map(() => pending),
    attempts: 1,
    objects: before,
  });
  return finish(new Progress(stored, ports), before, applier.by, ports, options);
};

/**
 * Resumes the newest revision where it was interrupted: completed stages are not repeated.
 *
 * @param by ARN of the resuming principal
 * @throws ProblemsError NOTHING_TO_RESUME, REVISION_UNDER_WAY, or a stage's failure
 */
export const resumeRevision = async (
  environment: string,
  by: string,
  ports: ApplyPorts,
  options: ApplyOptions,
): Promise<Revision> => {
  const stored = await ports.revisions.newest(environment);
  if (stored === undefined || stored.revision.state === "applied") {
    const place = `environment ${environment}`;
    const message = "its newest revision is applied, nothing was interrupted";
    const fix = 'see what would change with "lakehouse sql plan"';
    const problem: Problem<SqlRefusal> = { code: "NOTHING_TO_RESUME", place, message, fix };
    throw new ProblemsError(place, [problem]);
  }
  const { revision } = stored;
  await refuseAlive(revision, ports);
  const progress = new Progress(stored, ports);
  await progress.change({ state: "applying", attempts: revision.attempts + 1 });
  return finish(progress, revision.objects, by, ports, options);
};

/** The newest revision if it isn't applied, and who is carrying it out right now, if anybody. */
export interface Unfinished {
  readonly revision: Revision;
  readonly alive: boolean;
  /** `undefined` if there never was one. */
  readonly sign: Heartbeat | undefined;
}

/** `undefined` if no revision is in progress, was interrupted or failed. */
export const unfinishedRevision = async (
  environment: string,
  { revisions, documents, now }: Pick<ApplyPorts, "revisions" | "documents" | "now">,
): Promise<Unfinished | undefined> => {
  const revision = (await revisions.newest(environment))?.revision;
  if (revision === undefined || revision.state === "applied") return undefined;
  const sign = await lastSign(revision, documents);
  return { revision, sign, alive: isAlive(revision, sign, now()) };
};
