/** Who may see the columns of curated tables and views, by the compiled SQL of every environment. Pure. */
import { classifications, type Classification } from "../dataset.ts";
import type { ClassifiedRelation, SqlBundle } from "../sql/bundle.ts";
import { environmentRelation, production, type Environment } from "../sql/environment.ts";

/** What holds in one environment: one bundle, and while a revision is carried out also those that held before. */
export interface DeployedSql {
  readonly environment: Pick<Environment, "environment" | "own">;
  readonly bundles: readonly Pick<SqlBundle, "models" | "views">[];
}

/** Compiled SQL as if it were applied to production. */
export const asProduction = (bundle: DeployedSql["bundles"][number]): DeployedSql => ({
  environment: { environment: production, own: [] },
  bundles: [bundle],
});

const strictest = (one: Classification | undefined, other: Classification): Classification =>
  one === undefined || classifications.indexOf(other) > classifications.indexOf(one) ? other : one;

const relationsOf = ({ environment: { environment, own }, bundles }: DeployedSql): readonly ClassifiedRelation[] =>
  bundles
    .flatMap(({ models, views }) => [...models, ...views])
    // what a preview doesn't build itself, its readers find in production
    .filter(({ name }) => environment === production || own.includes(name))
    .map(({ name, columns }) => ({ name: environmentRelation(name, environment), columns }));

/**
 * Every relation once, by its name in its environment. Of two bundles, each column has the stricter classification: a
 * table is seen as its old definition left it until its new one has replaced it.
 */
export const curatedRelations = (deployed: readonly DeployedSql[]): readonly ClassifiedRelation[] => {
  const relations = new Map<string, Map<string, Classification>>();
  for (const { name, columns } of deployed.flatMap(relationsOf)) {
    const known = relations.get(name) ?? new Map<string, Classification>();
    for (const { name: column, classification } of columns) {
      known.set(column, strictest(known.get(column), classification));
    }
    relations.set(name, known);
  }
  return [...relations].map(([name, columns]) => ({
    name,
    columns: [...columns].map(([column, classification]) => ({ name: column, classification })),
  }));
};
