/** Bearer tokens of the demo source: its clients, and their valid tokens. */
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

export interface Tokens {
  /** Whether a token may read data. The first use of a new one invalidates the previous one. */
  use(token: string): boolean;
  isValid(token: string): boolean;
  /** A new token that replaces a valid one; the operator's token creates a client. `undefined` for an invalid token. */
  issue(token: string): string | undefined;
}

/** SHA-256 of a client's token, and of the token issued since but not yet used. */
interface Client {
  current: string;
  next?: string;
}

const hash = (token: string): string => createHash("sha256").update(token).digest("hex");

const read = (file: string): Client[] =>
  existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { clients: Client[] }).clients : [];

/** Atomic: a source that is killed while writing still knows its clients. */
const write = (file: string, clients: readonly Client[]): void => {
  const work = `${file}.${process.pid}`;
  writeFileSync(work, `${JSON.stringify({ clients })}\n`, { mode: 0o600 });
  renameSync(work, file);
};

/**
 * @param operator a token that is always valid
 * @param file stores the other tokens across restarts, as hashes; without it they end with the process
 */
export const sourceTokens = (operator: string, file?: string): Tokens => {
  const clients = file === undefined ? [] : read(file);
  const save = (): void => {
    if (file !== undefined) write(file, clients);
  };
  const operatorHash = hash(operator);
  const find = (hashed: string): Client | undefined =>
    clients.find(({ current, next }) => current === hashed || next === hashed);
  const use = (hashed: string): Client | undefined => {
    const client = find(hashed);
    if (client?.next === hashed) {
      client.current = hashed;
      delete client.next;
      save();
    }
    return client;
  };
  return {
    use: (token) => hash(token) === operatorHash || use(hash(token)) !== undefined,
    isValid: (token) => hash(token) === operatorHash || find(hash(token)) !== undefined,
    issue: (token) => {
      const issued = randomBytes(24).toString("hex");
      if (hash(token) === operatorHash) clients.push({ current: hash(issued) });
      else {
        const client = use(hash(token));
        if (client === undefined) return undefined;
        client.next = hash(issued);
      }
      save();
      return issued;
    },
  };
};
