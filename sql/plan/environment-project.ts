import { environmentRelation, production } from "../../model/sql/environment.ts";
import type { LiveState } from "../live/types.ts";
import { canonicalQuery } from "../project/canonical.ts";
import { withRelations } from "../project/relations.ts";
import type { Project, Reference, SqlObject } from "../project/types.ts";
import { compareCatalog, dependingOn } from "./compare.ts";

/** What an environment other than production consists of: models and Athena views. Redshift has production only. */
const hasPreviews = ({ kind }: SqlObject): boolean => kind === "model" || kind === "view";

/** Models and views that differ from production's, and all declared ones that read them. */
const ownObjects = (project: Project, live: LiveState): readonly SqlObject[] => {
  const comparisons = compareCatalog(project, { ...live, redshift: false });
  const different = comparisons.filter(({ declared, action }) => declared !== undefined && action !== "unchanged");
  const ids = different.map(({ id }) => id);
  const own = new Set([...ids, ...dependingOn(ids, comparisons)]);
  return project.objects.filter((object) => hasPreviews(object) && own.has(object.id));
};

interface Moved {
  readonly name: string;
  readonly id: string;
}

/** Positions of the references after each is replaced by its new name. */
const movedReferences = (
  references: readonly Reference[],
  written: (reference: Reference) => string,
): readonly Reference[] => {
  let moved = 0;
  return [...references]
    .sort((a, b) => a.start - b.start)
    .map((reference) => {
      const text = written(reference);
      const start = reference.start + moved;
      moved += text.length - (reference.end - reference.start);
      return { ...reference, start, end: start + text.length };
    });
};

const moveObject = (
  object: SqlObject,
  byName: ReadonlyMap<string, Moved>,
  byId: ReadonlyMap<string, Moved>,
): SqlObject => {
  const { name, id } = byId.get(object.id) ?? object;
  const dependsOn = object.dependsOn.map((needed) => byId.get(needed)?.id ?? needed).sort();
  // The job itself substitutes a model's tables; a model's compiled form is the same in every environment.
  if (object.kind === "model") return { ...object, name, id, dependsOn };
  const written = (reference: Reference): string =>
    byName.get(reference.name)?.name ?? object.sql.slice(reference.start, reference.end);
  const sql = withRelations(object, (_name, reference) => written(reference));
  const references = movedReferences(object.references, written).map((reference) => ({
    ...reference,
    name: byName.get(reference.name)?.name ?? reference.name,
  }));
  return { ...object, name, id, sql, references, dependsOn, canonical: canonicalQuery(sql, "trino") };
};

export interface EnvironmentProject {
  readonly project: Project;
  /** As `Environment.own`. */
  readonly own: readonly string[];
}

/**
 * The project as it is in an environment. Production has all of it. Any other environment has only what differs from
 * production and what reads that, in its own databases: names, ids and references are those databases'; everything else
 * is read from production. A model's canonical text, its SQL and its compiled form stay production's. Pure.
 *
 * @param held production's state; unused for production itself
 */
export const inEnvironment = (
  project: Project,
  { environment, production: held }: { readonly environment: string; readonly production?: LiveState | undefined },
): EnvironmentProject => {
  if (environment === production) return { project, own: [] };
  if (held === undefined)
    throw new Error(`the environment ${environment} is compared with production, which is missing`);
  const own = ownObjects(project, held);
  const moved = own.map(({ kind, name, id }) => {
    const other = environmentRelation(name, environment);
    return { from: { name, id }, to: { name: other, id: `${kind} ${other}` } };
  });
  const byName = new Map(moved.map(({ from, to }) => [from.name, to]));
  const byId = new Map(moved.map(({ from, to }) => [from.id, to]));
  return {
    project: {
      objects: own.map((object) => moveObject(object, byName, byId)),
      exposures: project.exposures.map((exposure) => ({
        ...exposure,
        reads: exposure.reads.map((id) => byId.get(id)?.id ?? id),
      })),
    },
    own: own.map(({ name }) => name).sort(),
  };
};
