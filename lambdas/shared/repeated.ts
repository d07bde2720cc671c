import { ConcurrentModificationException } from "@aws-sdk/client-lakeformation";
import { fullJitterMs, type Backoff, type Clock } from "./clock.ts";

const attempts = 6;

/** What passes by itself, and how long to wait for it. */
export interface Passing {
  readonly matches: (error: unknown) => boolean;
  readonly backoff: Backoff;
}

/** Lake Formation refuses two changes of one thing at the same moment, and the SDK doesn't try that again by itself. */
const busy: Passing = {
  matches: (error) => error instanceof ConcurrentModificationException,
  backoff: { baseMs: 200, capMs: 5_000 },
};

/**
 * The first deployment calls the function at once, and a role's policy takes some seconds to be known everywhere:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html
 */
export const notYetAllowed: Passing = {
  matches: (error) => error instanceof Error && /^AccessDenied(Exception)?$/.test(error.name),
  backoff: { baseMs: 2_000, capMs: 16_000 },
};

export const repeated = async <Answer>(
  call: () => Promise<Answer>,
  clock: Clock,
  { matches, backoff }: Passing = busy,
): Promise<Answer> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!matches(error) || attempt === attempts - 1) throw error;
      await clock.sleep(fullJitterMs(attempt, backoff, clock.random));
    }
  }
};
