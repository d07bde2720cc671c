/** A kind of source: what its folder has to offer. */
import type * as Type from "typebox";
import type { Clock } from "../aws/clock.ts";
import type { ReadSecret } from "../aws/secrets/secret-reader.ts";
import type { ContractKind } from "../model/contracts/source-kind.ts";
import type { Source } from "../model/documents/contract-bundle.ts";
import type { Rate } from "../model/rate.ts";
import type { Infer } from "./draft.ts";
import type { Probe } from "./probe.ts";
import type { Connector } from "./connector.ts";

/**
 * Waits until the source's rate allows another call.
 *
 * @param place named in errors
 * @param deadline epoch milliseconds
 * @throws Fault SOURCE_RATE_EXHAUSTED if that is after the deadline; SOURCE_QUOTA_EXHAUSTED if it is another day
 */
export type TakeFromRate = (source: string, rate: Rate, place: string, deadline: number) => Promise<void>;

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

/** How a stack's config says where such a source is. */
export interface AddressKind {
  /** Name of the member of `lakehouse:sources.<source>`. */
  readonly member: string;
  readonly schema: Type.TSchema;
  /** What `lakehouse init` asks for, e.g. `API`, with an example. */
  readonly what: string;
  readonly example: string;
  /** TCP port at which it is reached. A private network lets nothing else out. */
  readonly portOf: (address: string) => number;
}

/** Where a source is reached: its entry in the functions' variable `SOURCES`. */
export interface SourceLocation {
  readonly address: string;
  /** Absent if the source needs no secret. */
  readonly secretId?: string | undefined;
}

export interface SourceKind {
  readonly contracts: ContractKind;
  readonly address: AddressKind;
  readonly connect: (source: Source, location: SourceLocation, ports: ConnectorPorts) => Connector;
  readonly probe: Probe;
  /** Drafts a contract from what is at a place that begins with one of the prefixes. */
  readonly infer: { readonly prefixes: readonly string[]; readonly draft: Infer };
}
