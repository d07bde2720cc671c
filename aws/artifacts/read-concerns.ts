import { concernsOf, type Concerns } from "../../model/concerns.ts";
import type { Bundle } from "../../model/documents/contract-bundle.ts";
import type { StandingReader } from "../ledger/standing-ledger.ts";
import type { Documents } from "../s3/documents.ts";
import { readReaders } from "./applied-readers.ts";

export interface ConcernsAsked {
  readonly artifacts: Pick<Documents, "read" | "write">;
  readonly bundle: Bundle;
  readonly standings: StandingReader;
  /** Whether nights start on a schedule. */
  readonly isScheduled: boolean;
}

/** Concerns about all datasets of the stack, at `now` (ISO 8601). */
export const readConcerns = async (
  { artifacts, bundle, standings, isScheduled }: ConcernsAsked,
  now: string,
): Promise<Concerns> => {
  const [known, readers] = await Promise.all([
    standings.of(bundle.datasets.map(({ id }) => id)),
    readReaders(artifacts),
  ]);
  return concernsOf({ bundle, standings: known, now, isScheduled, readers });
};
