/** A kind of source: what its folder has to offer. */
import type * as Type from "typebox";
import type { ContractKind } from "../model/contracts/source-kind.ts";
import type { Source } from "../model/documents/contract-bundle.ts";
import type { Infer } from "./draft.ts";
import type { Probe } from "./probe.ts";
import type { Connector } from "./connector.ts";
import type { ConnectorPorts, SourceLocation } from "./ports.ts";

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

export interface SourceKind {
  readonly contracts: ContractKind;
  readonly address: AddressKind;
  readonly connect: (source: Source, location: SourceLocation, ports: ConnectorPorts) => Connector;
  readonly probe: Probe;
  /** Drafts a contract from what is at a place that begins with one of the prefixes; absent if the kind can't. */
  readonly infer?: { readonly prefixes: readonly string[]; readonly draft: Infer };
}
