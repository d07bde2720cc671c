/** What a source is reached with, whatever its kind. */
import type { Clock } from "../aws/clock.ts";
import type { ReadSecret } from "../aws/secrets/secret-reader.ts";
import type { Rate } from "../model/rate.ts";

/**
 * Waits until the source's rate allows another call.
 *
 * @param place named in errors
 * @param deadline epoch milliseconds
 * @throws Fault SOURCE_RATE_EXHAUSTED if that is after the deadline; SOURCE_QUOTA_EXHAUSTED if it is another day
 */
type TakeFromRate = (source: string, rate: Rate, place: string, deadline: number) => Promise<void>;

/** What a connector works with, whatever its kind. */
export interface ConnectorPorts {
  readonly readSecret: ReadSecret;
  readonly takeFromRate: TakeFromRate;
  /** Timeout of one call. */
  readonly timeoutSeconds: number;
  /**
   * Limit for one request with all its attempts, if other datasets wait for it; if absent, only its own deadline
   * applies.
   */
  readonly patienceSeconds?: number;
  readonly clock: Clock;
}

/** Where a source is reached: its entry in the functions' variable `SOURCES`. */
export interface SourceLocation {
  readonly address: string;
  /** Absent if the source needs no secret. */
  readonly secretId?: string | undefined;
}
