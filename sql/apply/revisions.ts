import { revisionKey, revisionPrefix } from "../../model/sql/environment.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import type { LockedDocuments } from "../../aws/s3/documents.ts";
import { readDocument } from "../../model/documents/document.ts";
import { revisionKind, type Revision } from "../../model/documents/revision.ts";
import type { SqlRefusal } from "../codes.ts";

/** Revisions of all environments; each is its own object. */
export interface Revisions {
  /** `undefined` before the first. */
  readonly newest: (environment: string) => Promise<StoredRevision | undefined>;
  readonly read: (environment: string, revision: number) => Promise<StoredRevision | undefined>;
  /** Newest first. */
  readonly list: (environment: string) => Promise<readonly Revision[]>;
  /** @throws ProblemsError REVISION_TAKEN if somebody else created a revision with this number */
  readonly create: (revision: Revision) => Promise<StoredRevision>;
  /** @throws ProblemsError REVISION_TAKEN if somebody else has changed the revision since it was read */
  readonly update: (stored: StoredRevision, changed: Revision) => Promise<StoredRevision>;
}

export interface StoredRevision {
  readonly revision: Revision;
  readonly etag: string;
}

const taken = ({ environment, revision }: Revision, found: string): ProblemsError => {
  const place = `revision ${revision} of ${environment}`;
  const fix = 'look at "lakehouse sql history", then plan again';
  const problem: Problem<SqlRefusal> = { code: "REVISION_TAKEN", place, message: found, fix };
  return new ProblemsError(place, [problem]);
};

const numberOf = (key: string): number => Number(/(\d+)\.json$/.exec(key)?.[1] ?? 0);

export const revisionStore = (documents: LockedDocuments): Revisions => {
  const readKey = async (key: string): Promise<StoredRevision | undefined> => {
    const found = await documents.find(key);
    return found && { revision: readDocument(revisionKind, found.document, key), etag: found.etag };
  };
  const write = async (revision: Revision, etag?: string): Promise<StoredRevision | undefined> => {
    const key = revisionKey(revision.environment, revision.revision);
    const text = JSON.stringify(revision, undefined, 1);
    const written = await (etag === undefined ? documents.create(key, text) : documents.replace(key, text, etag));
    return written === undefined ? undefined : { revision, etag: written };
  };
  return {
    newest: async (environment) => {
      const key = (await documents.keys(revisionPrefix(environment))).at(-1);
      return key === undefined ? undefined : readKey(key);
    },
    read: (environment, revision) => readKey(revisionKey(environment, revision)),
    list: async (environment) => {
      const keys = [...(await documents.keys(revisionPrefix(environment)))].sort((a, b) => numberOf(b) - numberOf(a));
      const found = await Promise.all(keys.map(readKey));
      return found.flatMap((stored) => (stored === undefined ? [] : [stored.revision]));
    },
    create: async (revision) => {
      const stored = await write(revision);
      if (stored === undefined) throw taken(revision, "somebody else is applying a plan, or just has");
      return stored;
    },
    update: async ({ etag }, changed) => {
      const stored = await write(changed, etag);
      if (stored === undefined) throw taken(changed, "somebody else has taken it over and is resuming it");
      return stored;
    },
  };
};
