/** Contracts drafted from what a source serves. */

/** Documents as YAML has them, with a mark at each guess. */
export interface Draft {
  readonly contract: object;
  /** An entry of `sources.yaml`. */
  readonly source: object;
  /** The source's address in a stack's config. */
  readonly address: string;
  /** What was guessed, as marked in the contract. */
  readonly guesses: readonly string[];
  /** Places of fields that no column can hold. */
  readonly leftOut: readonly string[];
  /** Records that were looked at. */
  readonly records: number;
}

/** What to look at, and how. */
export interface InferenceRequest {
  readonly source: string;
  readonly name: string;
  /** Where the records are. */
  readonly place: string;
  /** The source's address, which the place is below; absent: everything before the place's last part. */
  readonly address?: string;
  /** Authentication, in the words of the kind; checked by it. */
  readonly auth: unknown;
  /** The secret's value; empty if none is needed. */
  readonly secret: string;
  /** Where the caller has it from, named in errors. */
  readonly credentials: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Timeout of a call. */
  readonly timeoutSeconds: number;
}

/** @throws Fault if the place can't be read; ProblemsError if the request is invalid */
export type Infer = (request: InferenceRequest) => Promise<Draft>;
