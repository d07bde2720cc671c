/** What a request carries so that the source knows who is asking. Values are never part of an error. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

export const noCredentials: Credentials = { headers: {}, query: {} };

/**
 * The current credentials. Credentials that the source has just `refused` are replaced, unless another request has
 * already done so.
 */
export type Authenticate = (deadline: number, refused?: Credentials) => Promise<Credentials>;
