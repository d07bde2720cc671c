import { environmentDatabase, production } from "../../model/sql/environment.ts";
import type { Project } from "../project/types.ts";
import { createView, dropView } from "./athena-statements.ts";
import { isMade, isRedefined, type Comparison } from "./compare.ts";
import { describeStatement, isDescribable } from "./describe.ts";
import type { Drops } from "./drops.ts";
import type { RedshiftStatements } from "./redshift-statements.ts";
import type { Stage, StatementStage } from "../../model/documents/sql-plan.ts";

/** The input of a plan's stages. */
export interface Work {
  readonly environment: string;
  /** As it is in the environment. */
  readonly project: Project;
  /** All of them: created ones in dependency order. */
  readonly comparisons: readonly Comparison[];
  readonly drops: Drops;
  /** Production's databases that the environment has its own version of. */
  readonly ownDatabases: readonly string[];
  /** Whether different compiled SQL is in effect so far. */
  readonly isNewBundle: boolean;
  readonly bundleKey: string;
  readonly redshift: RedshiftStatements;
}

export const isLake = ({ kind }: Pick<Comparison, "kind">): boolean => kind === "model" || kind === "view";

const makeStage = (comparison: Comparison, work: Work): readonly StatementStage[] => {
  const { id, kind, declared } = comparison;
  if (declared === undefined || kind === "model" || !isRedefined(comparison)) return [];
  const action = comparison.live === undefined ? "create" : "replace";
  const validate = isDescribable(comparison, work.comparisons)
    ? { validate: describeStatement(id, work.project, work.comparisons) }
    : {};
  return kind === "view"
    ? [{ kind: "statements", id, action, engine: "athena", statements: [createView(declared)], ...validate }]
    : [
        {
          ...{ kind: "statements", id, action, engine: "redshift", ...validate },
          statements: work.redshift.make(comparison, declared),
        },
      ];
};

type Dropped = Pick<Comparison, "id" | "kind" | "name">;

/** The stage that drops a model or a view. */
export const lakeDrop = ({ id, kind, name }: Dropped): Stage =>
  kind === "model"
    ? { kind: "drop models", models: [name] }
    : { kind: "statements", id, action: "drop", engine: "athena", statements: [dropView(name)] };

const dropStage = (comparison: Comparison, { redshift }: Work): Stage =>
  isLake(comparison)
    ? lakeDrop(comparison)
    : {
        kind: "statements",
        id: comparison.id,
        action: "drop",
        engine: "redshift",
        statements: redshift.unmake(comparison),
      };

/** Adjacent drops of models share one run of their job. */
export const inOneRun = (stages: readonly Stage[]): readonly Stage[] =>
  stages.reduce<readonly Stage[]>((joined, stage) => {
    const last = joined.at(-1);
    return stage.kind === "drop models" && last?.kind === "drop models"
      ? [...joined.slice(0, -1), { ...last, models: [...last.models, ...stage.models] }]
      : [...joined, stage];
  }, []);

/**
 * The steps to carry out, in order. Compiled SQL is published first: tags must be right before anybody can read new
 * objects, and the job reads its models there. Athena's views come after the models and before Redshift; drops come
 * last. Without changes there are no stages. Pure.
 */
export const stagesOf = (work: Work): readonly Stage[] => {
  const { environment, comparisons, drops, ownDatabases, isNewBundle, bundleKey } = work;
  const made = comparisons.filter(isMade);
  const models = made.flatMap(({ kind, declared }) => (kind === "model" ? (declared?.model?.name ?? []) : []));
  const views = made.filter(({ kind }) => kind === "view");
  const others = made.filter((comparison) => !isLake(comparison));
  const stages: readonly Stage[] = [
    ...inOneRun(drops.first.map((drop) => dropStage(drop, work))),
    ...(models.length === 0 ? [] : [{ kind: "build models", models } as const]),
    ...[...views, ...others].flatMap((comparison) => makeStage(comparison, work)),
    ...inOneRun(drops.last.map((drop) => dropStage(drop, work))),
  ];
  const tagged = isNewBundle || [...made, ...drops.first, ...drops.last].some(isLake);
  if (!tagged) return stages;
  const databases = ownDatabases.map((database) => environmentDatabase(database, environment));
  return [
    ...(environment === production || databases.length === 0
      ? []
      : [{ kind: "create databases", databases: [...new Set(databases)].sort() } as const]),
    { kind: "publish bundle", bundleKey },
    ...stages,
    { kind: "govern" },
  ];
};
