/** Reads the state of engines and catalog, all in parallel. */
import type { GlueClient } from "@aws-sdk/client-glue";
import { mapBounded } from "../../aws/bounded.ts";
import { databaseName } from "../../model/names.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import { environmentDatabase, environmentKey, production } from "../../model/sql/environment.ts";
import { readDocument } from "../../model/documents/document.ts";
import { environmentKind, type Environment } from "../../model/documents/environment.ts";
import type { Documents } from "../../aws/s3/documents.ts";
import { recordedObjects } from "../apply/recorded-objects.ts";
import type { Revisions } from "../apply/revisions.ts";
import type { Revision } from "../../model/documents/revision.ts";
import type { Redshift } from "../../aws/redshift/redshift.ts";
import { tablesOfDatabase, type CatalogTable } from "../../aws/glue/catalog.ts";
import { catalogObject, redshiftLiveObject } from "./live-objects.ts";
import { redshiftObjects, type RedshiftCatalog } from "./redshift-objects.ts";
import { redshiftQueries } from "./redshift-queries.ts";
import type { AppliedRevision, LiveObject, LiveState } from "./types.ts";
import type { SqlRefusal } from "../codes.ts";

export interface LiveSources {
  readonly glue: GlueClient;
  readonly revisions: Revisions;
  readonly documents: Pick<Documents, "read">;
  /** Absent in a stack without Redshift. */
  readonly redshift?: { readonly engine: Redshift; readonly roleArn: string };
}

export interface LiveRequest {
  readonly environment: string;
  /** Names of the contracts' sources. */
  readonly sources: readonly string[];
  /** Ids of declared objects: determines which of Redshift's objects are ours to read. */
  readonly declared: Iterable<string>;
}

/** Parallel calls; Glue allows each account a few dozen a second. */
const parallelCalls = 8;

/** What a revision in progress, or an interrupted one, has done so far is not recorded yet. */
const objectsOf = (revision: Revision, live: readonly LiveObject[]): AppliedRevision["objects"] =>
  revision.state === "applying"
    ? recordedObjects(revision.plan, revision.stages, revision.objects, { objects: live })
    : revision.objects;

/** Ids that a revision may have created, whether or not that is recorded. */
const idsOf = ({ objects, plan, state }: Revision): readonly string[] => [
  ...Object.keys(objects),
  ...(state === "applied" ? [] : Object.keys(plan.declared)),
];

/** Compiled SQL counts as in effect once nothing of the previous SQL is left. */
const appliedRevision = ({ revision, state, objects }: Revision, holds: Environment | undefined): AppliedRevision => ({
  revision,
  finished: state === "applied",
  bundleKey: holds?.previousBundleKeys.length === 0 ? holds.bundleKey : "",
  objects,
});

const readRedshift = async (engine: Redshift): Promise<RedshiftCatalog> => {
  const results = await engine.transaction(Object.values(redshiftQueries));
  const rows = Object.keys(redshiftQueries).map((query, index) => [query, results[index]?.rows ?? []] as const);
  return Object.fromEntries(rows) as unknown as RedshiftCatalog;
};

const tableNames = (tables: readonly CatalogTable[]): readonly string[] =>
  tables.map(({ database, name }) => `${database}.${name}`);

/** Production's databases are created with their sources: without them, every model and view would look new. */
const requireVisible = (databases: readonly string[], isFound: (database: string) => boolean): void => {
  const problems = databases
    .filter((database) => !isFound(database))
    .map((database): Problem<SqlRefusal> => ({
      code: "DATABASE_NOT_VISIBLE",
      place: database,
      message: "there is no such database, or the caller may not see it",
      fix: "run it as a data-engineer of its source; if the source is new, deploy the stack first",
    }));
  if (problems.length > 0) throw new ProblemsError("catalog", problems);
};

const byId = (a: LiveObject, b: LiveObject): number => (a.id < b.id ? -1 : 1);

/** Previews exist in the catalog only: Redshift's objects are production's. */
export const readLive = async (
  { glue, revisions, documents, redshift }: LiveSources,
  { environment, sources, declared }: LiveRequest,
): Promise<LiveState> => {
  const curated = sources.map((source) => databaseName(source, "curated"));
  const own = curated.map((database) => environmentDatabase(database, environment));
  const readable = [...sources.map((source) => databaseName(source, "processed")), ...curated];
  const databases = [...new Set([...readable, ...own])];
  const asked = environment === production ? redshift : undefined;
  const [newest, holds, found, warehouse] = await Promise.all([
    revisions.newest(environment),
    documents.read(environmentKey(environment)),
    mapBounded(databases, parallelCalls, (database) => tablesOfDatabase(database, glue)),
    asked && readRedshift(asked.engine),
  ]);
  requireVisible(readable, (database) => found[databases.indexOf(database)] !== undefined);
  const held = holds === undefined ? undefined : readDocument(environmentKind, holds, environmentKey(environment));
  const recorded = newest && appliedRevision(newest.revision, held);
  const tablesOf = (database: string): readonly CatalogTable[] => found[databases.indexOf(database)] ?? [];
  const managed = new Set([...declared, ...(newest === undefined ? [] : idsOf(newest.revision))]);
  const ofRedshift = warehouse === undefined ? [] : redshiftObjects(warehouse, managed, asked?.roleArn ?? "");
  const objectsFor = (of: AppliedRevision | undefined): readonly LiveObject[] => [
    ...own.flatMap(tablesOf).map((table) => catalogObject(table, of)),
    ...ofRedshift.map(redshiftLiveObject),
  ];
  const revision = newest && recorded && { ...recorded, objects: objectsOf(newest.revision, objectsFor(recorded)) };
  const objects = objectsFor(revision);
  return {
    environment,
    objects: [...objects].sort(byId),
    tables: new Set(readable.flatMap((database) => tableNames(tablesOf(database)))),
    redshift: asked !== undefined,
    ...(revision && { revision }),
  };
};
