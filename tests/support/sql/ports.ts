/**
 * Everything that carrying out a plan touches, in memory: a catalog, engines that only record their statements,
 * documents.
 */
import { ProblemsError } from "../../../model/validation/problem.ts";
import type { LockedDocuments } from "../../../aws/s3/documents.ts";
import type { GovernEvent } from "../../../sql/apply/governing.ts";
import type { ApplyOptions, ApplyPorts } from "../../../sql/apply/ports.ts";
import { revisionStore } from "../../../sql/apply/revisions.ts";
import type { RelationPermissions } from "../../../model/documents/revision.ts";
import type { LiveState } from "../../../sql/live/types.ts";

/** Objects with ETags that count their versions, and S3's conditional writes. */
export const memoryDocuments = (): LockedDocuments & { readonly texts: Map<string, string> } => {
  const texts = new Map<string, string>();
  const versions = new Map<string, number>();
  const put = (key: string, text: string): string => {
    texts.set(key, text);
    versions.set(key, (versions.get(key) ?? 0) + 1);
    return (versions.get(key) ?? 0).toString();
  };
  const found = (key: string) => {
    const text = texts.get(key);
    const etag = (versions.get(key) ?? 0).toString();
    return text === undefined ? undefined : { document: JSON.parse(text) as unknown, etag };
  };
  return {
    texts,
    read: (key) => Promise.resolve(found(key)?.document),
    find: (key) => Promise.resolve(found(key)),
    keys: (prefix) => Promise.resolve([...texts.keys()].filter((key) => key.startsWith(prefix)).sort()),
    put: (key, text) => {
      put(key, text);
      return Promise.resolve();
    },
    create: (key, text) => Promise.resolve(texts.has(key) ? undefined : put(key, text)),
    replace: (key, text, etag) => Promise.resolve(versions.get(key)?.toString() === etag ? put(key, text) : undefined),
  };
};

export interface MemoryPorts extends ApplyPorts {
  /** Everything that was done, in order. */
  readonly done: string[];
  readonly held: Map<string, RelationPermissions>;
  readonly texts: Map<string, string>;
}

export interface Behaviour {
  readonly live: () => LiveState;
  /** The reason for which a statement or build is refused; `undefined` lets it pass. */
  readonly refuse?: (work: string) => string | undefined;
}

export const memoryPorts = ({ live, refuse = () => undefined }: Behaviour): MemoryPorts => {
  const done: string[] = [];
  const held = new Map<string, RelationPermissions>();
  const documents = memoryDocuments();
  const attempt = (work: string): void => {
    const message = refuse(work);
    if (message !== undefined) {
      throw new ProblemsError("query", [{ code: "QUERY_FAILED", place: "query 1", message, fix: "correct it" }]);
    }
    done.push(work);
  };
  const engine = {
    query: (sql: string) => {
      attempt(sql);
      return Promise.resolve({ columns: [], rows: [] });
    },
  };
  const none = (relation: string): RelationPermissions => ({ relation, tags: [], grants: [] });
  return {
    ...{ done, held, documents, texts: documents.texts, athena: engine, redshift: engine },
    revisions: revisionStore(documents),
    analyze: ({ models }) => {
      attempt(`analyze ${models.map(({ name }) => name).join(", ")}`);
      const analyses = models.map(({ name }) => ({ name, columns: [], refusal: null }));
      return Promise.resolve({ formatVersion: 1, models: analyses });
    },
    curation: {
      build: ({ environment, bundleKey, models }) => {
        attempt(`build ${models.join(", ")}`);
        return Promise.resolve({ formatVersion: 1, environment, bundleKey, models: [] });
      },
      drop: (tables) => {
        attempt(`drop ${tables.join(", ")}`);
        return Promise.resolve();
      },
    },
    govern: (event: GovernEvent) => {
      attempt(`govern ${event.action}`);
      return Promise.resolve();
    },
    permissions: {
      read: (relation) => Promise.resolve(held.get(relation) ?? none(relation)),
      restore: (lost) => {
        done.push(`restore ${lost.relation}`);
        const now = held.get(lost.relation) ?? none(lost.relation);
        held.set(lost.relation, { ...now, tags: [...now.tags, ...lost.tags], grants: [...now.grants, ...lost.grants] });
        return Promise.resolve(undefined);
      },
    },
    readLive: () => Promise.resolve({ live: live() }),
    now: () => new Date("2026-03-01T00:00:00Z"),
  };
};

export const quietly: ApplyOptions = { signal: new AbortController().signal, onStep: () => undefined };
