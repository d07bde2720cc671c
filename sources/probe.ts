/** What a source answers today to what a dataset will ask tonight. */
import type { Dataset, Source } from "../model/documents/contract-bundle.ts";
import type { Window } from "../model/documents/values.ts";
import type { ConnectorPorts, SourceLocation } from "./ports.ts";

/** FAULT: tonight's run fails, or loses rows. WARNING: it may. SKIPPED: this source has nothing to test here. */
export type ProbeState = "OK" | "WARNING" | "FAULT" | "SKIPPED";

export interface ProbeFinding {
  /** What was tested, in a word or two, such as `total` or `last page`. */
  readonly about: string;
  readonly state: ProbeState;
  readonly message: string;
  /** What to do; present for faults and warnings. */
  readonly fix?: string;
}

export interface ProbeRequest {
  readonly source: Source;
  readonly location: SourceLocation;
  readonly dataset: Dataset;
  readonly window: Window;
  /** Epoch milliseconds by which all has to be answered. */
  readonly deadline: number;
}

/** Asks as the dataset would, a handful of calls, and writes nothing. */
export type Probe = (request: ProbeRequest, ports: ConnectorPorts) => Promise<readonly ProbeFinding[]>;
