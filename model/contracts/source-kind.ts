/** What a kind of source adds to contracts and to `sources.yaml`. Pure. */
import type * as Type from "typebox";
import type { RawFormat, TokenRotation, WindowFit } from "../documents/contract-bundle.ts";
import type { Path } from "../validation/path.ts";
import type { Setting } from "./custom-properties.ts";
import type { Report } from "./report.ts";

/** Reports a problem of a contract with one of the kind's codes, or a common one. */
export type KindReport = Pick<Report<string>, "add">;

/** A source's secret, if it needs one. */
export interface SourceSecret {
  readonly tokenSecret?: string;
  readonly tokenRotation?: TokenRotation;
}

/** What a kind makes of a contract's settings. */
export interface KindRequest {
  readonly request: Readonly<Record<string, unknown>>;
  readonly format: RawFormat;
  /** How exactly the source filters by the window. */
  readonly windowFit: WindowFit;
  /** What is read; no other contract of the source may read the same. */
  readonly reads: string;
  /** Where the contract says so. */
  readonly readsPath: Path;
}

export interface ContractKind {
  /** As `kind` in `sources.yaml`. */
  readonly name: string;
  /** Members of a source's entry beside `name`, `description`, and `kind`. */
  readonly sourceMembers: Type.TProperties;
  /** @param settings an entry's members that match `sourceMembers` */
  readonly secretOf: (settings: Readonly<Record<string, unknown>>) => SourceSecret;
  /** Rules of its own that a contract can break, as `contractCodes`. */
  readonly codes: readonly string[];
  /** Custom properties of its contracts. */
  readonly settings: readonly string[];
  /**
   * Reads these settings.
   *
   * @param source the source's settings; `undefined` if they are invalid
   * @returns `undefined` after reporting a problem
   */
  readonly readRequest: (
    report: KindReport,
    settings: Readonly<Record<string, Setting>>,
    source: Readonly<Record<string, unknown>> | undefined,
  ) => KindRequest | undefined;
}
