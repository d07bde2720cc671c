import { production, sqlBundleKey } from "../../model/sql/environment.ts";
import {
  type LiveColumn,
  isByHand,
  permissions,
  type Change,
  type ColumnChange,
  type Permission,
  type Plan,
  type PlannedObject,
} from "../../model/documents/sql-plan.ts";
import type { LiveState } from "../live/types.ts";
import type { Project } from "../project/types.ts";
import { createView } from "./athena-statements.ts";
import { columnsDiffer, compareColumns, statedColumns } from "./columns.ts";
import { compareCatalog, isMade, isRedefined, type Comparison } from "./compare.ts";
import { sqlDiff } from "./diffs.ts";
import { dropsOf, type Drops } from "./drops.ts";
import { inEnvironment } from "./environment-project.ts";
import { fingerprint } from "./fingerprint.ts";
import { impactOf, type Impact } from "./impact.ts";
import { redshiftStatements } from "./redshift-statements.ts";
import { stagesOf } from "./stages.ts";

export interface PlanInput {
  readonly stack: string;
  /** As the files declare it, whatever the environment. */
  readonly project: Project;
  /** The environment to plan for. */
  readonly live: LiveState;
  /** Production's state; required for every other environment. */
  readonly production?: LiveState;
  /** The project, compiled. */
  readonly bundle: { readonly json: string; readonly hash: string };
  /** Columns by id, for `idsToDescribe`: the engine's answers to `describeStatement`. */
  readonly types: ReadonlyMap<string, readonly LiveColumn[]>;
}

type Types = PlanInput["types"];

const relationKinds: ReadonlySet<string> = new Set(["model", "view", "late-binding view"]);

/** An object's future columns; `undefined` if only the engine knows and wasn't asked. */
const columnsAfter = ({ id, declared }: Comparison, types: Types): readonly LiveColumn[] | undefined =>
  declared?.kind === "model" ? statedColumns(declared) : types.get(id);

const hasOtherColumns = (comparison: Comparison, types: Types): boolean => {
  const after = columnsAfter(comparison, types);
  return comparison.live === undefined || after === undefined || columnsDiffer(comparison.live.columns, after);
};

/** Athena refuses to read a view if its columns' types differ from those it remembers: such a view is recreated. */
const settled = (comparison: Comparison, types: Types): Comparison => {
  const isStale = comparison.action === "unchanged" && comparison.kind === "view" && types.has(comparison.id);
  return isStale && hasOtherColumns(comparison, types) ? { ...comparison, action: "replace" } : comparison;
};

/** Nobody relies on a manually added column: compared with what a revision left, only that can break. */
const columnChanges = (
  { drift, live, applied }: Comparison,
  after: readonly LiveColumn[],
  isRead: boolean,
): readonly ColumnChange[] => {
  const changes = compareColumns(live?.columns ?? [], after, isRead);
  if (drift !== "changed by hand" || applied === undefined) return changes;
  const lost = compareColumns(applied.columns, after, isRead).filter(({ breaking }) => breaking);
  const isLost = ({ column }: ColumnChange): boolean => lost.some((each) => each.column === column);
  return changes.map((change) => (change.breaking ? { ...change, breaking: isLost(change) } : change));
};

const changeOf = (
  comparison: Comparison,
  context: {
    readonly types: Types;
    readonly impact: Impact;
    readonly dropped: ReadonlySet<string>;
    readonly live: LiveState;
  },
): Change => {
  const { id, kind, name, action, drift, missing, declared } = comparison;
  const { types, impact, dropped } = context;
  const isChange = isMade(comparison) || action === "drop" || action === "wait";
  const after = isRedefined(comparison) && relationKinds.has(kind) ? columnsAfter(comparison, types) : undefined;
  // only its creators rely on an environment other than production
  const isRead = context.live.environment === production;
  const columns = after === undefined ? [] : columnChanges(comparison, after, isRead);
  const isReadOn = action === "drop" && impact.readersOf(id).some((reader) => !dropped.has(reader));
  return {
    ...{ id, kind, name, action, columns },
    ...(declared === undefined ? {} : { file: declared.file }),
    ...(drift === undefined ? {} : { drift }),
    sqlDiff: sqlDiff(comparison),
    breaking: isReadOn || columns.some(({ breaking }) => breaking),
    affects: isChange ? impact.affectedBy(id) : [],
    ...(isChange && declared !== undefined && declared.influences.length > 0
      ? { influences: declared.influences }
      : {}),
    missing: action === "wait" ? missing : [],
  };
};

const needsOf = (changes: readonly Change[]): readonly Permission[] => {
  const carriedOut = changes.filter((change) => isMade(change) || change.action === "drop");
  const needed: Readonly<Record<Permission, boolean>> = {
    "--allow-drop": carriedOut.some(({ action }) => action === "drop"),
    "--allow-breaking": carriedOut.some(({ breaking }) => breaking),
    "--allow-drift": carriedOut.some(({ drift }) => isByHand(drift)),
  };
  return permissions.filter((permission) => needed[permission]);
};

/** The objects after the plan, by id. A waiting one stays as it was, if it existed. */
const declaredAfter = (comparison: Comparison, types: Types): readonly (readonly [string, PlannedObject])[] => {
  const { id, kind, action, declared, applied, live } = comparison;
  if (declared === undefined || action === "wait") {
    if (declared === undefined || applied === undefined || live === undefined) return [];
    const { declared: canonical, sql, statements, columns, dependsOn } = applied;
    return [[id, { kind, canonical, sql, statements, columns, dependsOn }]];
  }
  const statements =
    kind === "model"
      ? [JSON.stringify(declared.model)]
      : kind === "view"
        ? [createView(declared)]
        : declared.statements;
  const columns = columnsAfter(comparison, types) ?? live?.columns ?? [];
  const { canonical, sql, dependsOn } = declared;
  return [[id, { kind, canonical, sql, statements, columns, dependsOn }]];
};

const isLakeObject = ({ kind }: Comparison): boolean => kind === "model" || kind === "view";

/** In execution order: models, Athena's views, Redshift; unchanged objects come last. */
const inOrder = (comparisons: readonly Comparison[], { first, last }: Drops): readonly Comparison[] => {
  const declared = comparisons.filter((comparison) => comparison.declared !== undefined);
  return [
    ...first,
    ...declared.filter(({ kind }) => kind === "model"),
    ...declared.filter(({ kind }) => kind === "view"),
    ...declared.filter((comparison) => !isLakeObject(comparison)),
    ...last,
    ...comparisons.filter(({ action }) => action === "unmanaged"),
  ];
};

/**
 * The steps that bring an environment to what the files declare, as data. Pure: the same files and the same catalog
 * give the same plan.
 */
export const buildPlan = ({ stack, project, live, production: held, bundle, types }: PlanInput): Plan => {
  const { environment, revision } = live;
  const scoped = inEnvironment(project, { environment, production: held });
  const comparisons = compareCatalog(scoped.project, live).map((comparison) => settled(comparison, types));
  const drops = dropsOf(comparisons);
  const impact = impactOf(comparisons, scoped.project);
  const dropped = new Set([...drops.first, ...drops.last].map(({ id }) => id));
  const changes = inOrder(comparisons, drops).map((comparison) =>
    changeOf(comparison, { types, impact, dropped, live }),
  );
  const bundleKey = sqlBundleKey(bundle.hash);
  const isInUse = environment === production || scoped.own.length > 0 || revision !== undefined;
  return {
    formatVersion: 1,
    ...{ stack, environment, bundleKey, changes },
    base: revision?.revision ?? 0,
    catalog: fingerprint(live, held),
    own: scoped.own,
    stages: stagesOf({
      ...{ environment, project: scoped.project, comparisons, drops, bundleKey },
      ownDatabases: scoped.own.map((name) => name.split(".")[0] ?? ""),
      isNewBundle: isInUse && bundleKey !== revision?.bundleKey,
      redshift: redshiftStatements(comparisons, (comparison) => hasOtherColumns(comparison, types)),
    }),
    needs: needsOf(changes),
    declared: Object.fromEntries(comparisons.flatMap((comparison) => declaredAfter(comparison, types))),
    bundle: bundle.json,
  };
};
