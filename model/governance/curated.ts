/** Who may see the columns of curated tables and views, by the compiled SQL of every environment. Pure. */
import { classifications, type Classification } from "../documents/contract-bundle.ts";
import type { ClassifiedRelation, SqlBundle } from "../documents/sql-bundle.ts";
import { environmentRelation, production } from "../sql/environment.ts";
import type { Environment } from "../documents/environment.ts";

/** The SQL in effect in one environment: one bundle, and while a revision is applied, also the previous ones. */
export interface DeployedSql {
  readonly environment: Pick<Environment, "environment" | "own">;
  readonly bundles: readonly Pick<SqlBundle, "models" | "views">[];
}

/** Compiled SQL as if it were applied to production. */
export const asProduction = (bundle: DeployedSql["bundles"][number]): DeployedSql => ({
  environment: { environment: production, own: [] },
  bundles: [bundle],
});

/** A curated table or view. */
export interface CuratedRelation extends ClassifiedRelation {
  /** Whether it is, or is about to be, a view: views are visible as a whole or not at all. */
  readonly isView: boolean;
}

export const stricter = (one: Classification | undefined, other: Classification): Classification =>
  one === undefined || classifications.indexOf(other) > classifications.indexOf(one) ? other : one;

const relationsOf = ({ environment: { environment, own }, bundles }: DeployedSql): readonly CuratedRelation[] =>
  bundles
    .flatMap(({ models, views }) => [
      ...models.map((model) => ({ ...model, isView: false })),
      ...views.map((view) => ({ ...view, isView: true })),
    ])
    // readers of a preview find what it doesn't build itself in production
    .filter(({ name }) => environment === production || own.includes(name))
    .map(({ name, columns, isView }) => ({ name: environmentRelation(name, environment), columns, isView }));

/**
 * Every relation once, by its name in its environment. If two bundles differ, each column has the stricter
 * classification: readers see a table's old definition until the new one has replaced it.
 */
export const curatedRelations = (deployed: readonly DeployedSql[]): readonly CuratedRelation[] => {
  const relations = new Map<string, { isView: boolean; readonly columns: Map<string, Classification> }>();
  for (const { name, columns, isView } of deployed.flatMap(relationsOf)) {
    const known = relations.get(name) ?? { isView, columns: new Map<string, Classification>() };
    known.isView ||= isView;
    for (const { name: column, classification } of columns) {
      known.columns.set(column, stricter(known.columns.get(column), classification));
    }
    relations.set(name, known);
  }
  return [...relations].map(([name, { columns, isView }]) => ({
    name,
    isView,
    columns: [...columns].map(([column, classification]) => ({ name: column, classification })),
  }));
};

/** Classification of a view as a whole: that of its strictest column. */
export const sensitivityOfView = ({ columns }: ClassifiedRelation): Classification | undefined =>
  columns.map(({ classification }) => classification).reduce<Classification | undefined>(stricter, undefined);
