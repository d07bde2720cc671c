/** An apply's signs of life, which distinguish one in progress from one that was interrupted. */
import { readDocument } from "../../model/documents/document.ts";
import { heartbeatKind, type Heartbeat } from "../../model/documents/heartbeat.ts";
import { heartbeatKey } from "../../model/sql/environment.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import type { LockedDocuments } from "../../aws/s3/documents.ts";
import type { Revision } from "../../model/documents/revision.ts";
import type { SqlRefusal } from "../codes.ts";

const beatMs = 10_000;
/**
 * After this silence an apply counts as interrupted. A larger clock skew does no harm: resuming a revision takes over
 * its document, and the other process's next write is refused.
 */
const silentMs = 60_000;

type Beating = Pick<Heartbeat, "revision" | "attempt" | "by">;
interface Surroundings {
  readonly documents: Pick<LockedDocuments, "put" | "read">;
  readonly now: () => Date;
}

/**
 * Gives signs of life while `work` runs. An interruption is recorded at once, because what follows it may be cut short.
 */
export const whileBeating = async <T>(
  environment: string,
  beating: Beating,
  { documents, now }: Surroundings,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> => {
  const since = now().toISOString();
  const beat = (ended: boolean): Promise<void> => {
    const sign: Heartbeat = { formatVersion: 1, ...beating, since, at: now().toISOString(), ended };
    return documents.put(heartbeatKey(environment), JSON.stringify(sign));
  };
  await beat(false);
  // A lost one is no reason to stop: the next may arrive, and work that can't be recorded stops by itself.
  const timer = setInterval(() => void beat(signal.aborted).catch(() => undefined), beatMs).unref();
  const interrupted = (): void => void beat(true).catch(() => undefined);
  signal.addEventListener("abort", interrupted, { once: true });
  try {
    return await work();
  } finally {
    clearInterval(timer);
    signal.removeEventListener("abort", interrupted);
    await beat(true);
  }
};

/** The newest sign of life of a revision's current attempt; `undefined` if there was none. */
export const lastSign = async (
  { environment, revision, attempts }: Pick<Revision, "environment" | "revision" | "attempts">,
  documents: Pick<LockedDocuments, "read">,
): Promise<Heartbeat | undefined> => {
  const key = heartbeatKey(environment);
  const found = await documents.read(key);
  const sign = found === undefined ? undefined : readDocument(heartbeatKind, found, key);
  return sign?.revision === revision && sign.attempt === attempts ? sign : undefined;
};

/** Whether somebody is carrying out a revision right now. Pure. */
export const isAlive = (
  { state }: Pick<Revision, "state">,
  sign: Heartbeat | undefined,
  now: Date,
): sign is Heartbeat =>
  state === "applying" && sign !== undefined && !sign.ended && now.getTime() - Date.parse(sign.at) < silentMs;

/** The problem of a revision that somebody is carrying out right now. Pure. */
export const underWay = (
  { environment, revision }: Pick<Revision, "environment" | "revision">,
  { by, since, at }: Heartbeat,
  now: Date,
): Problem<SqlRefusal> => {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1000)).toString();
  return {
    code: "REVISION_UNDER_WAY",
    place: `revision ${revision} of ${environment}`,
    message: `${by} has been carrying it out since ${since}; the last sign of life is ${seconds} s old`,
    fix: `wait until it has ended; without a sign of life for ${silentMs / 1000} s it counts as interrupted and can be resumed`,
  };
};

/** @throws ProblemsError REVISION_UNDER_WAY */
export const refuseAlive = async (revision: Revision, { documents, now }: Surroundings): Promise<void> => {
  const sign = await lastSign(revision, documents);
  if (isAlive(revision, sign, now())) throw new ProblemsError("revision", [underWay(revision, sign, now())]);
};
