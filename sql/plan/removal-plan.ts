import { createHash } from "node:crypto";
import { production, sqlBundleKey } from "../../model/sql/environment.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import type { SqlBundle } from "../../model/documents/sql-bundle.ts";
import type { LiveState } from "../live/types.ts";
import { fingerprint } from "./fingerprint.ts";
import { impactOf } from "./impact.ts";
import { compareCatalog } from "./compare.ts";
import { dependencyOrder } from "./order.ts";
import { inOneRun, isLake, lakeDrop } from "./stages.ts";
import type { Change, Plan } from "../../model/documents/sql-plan.ts";
import type { SqlRefusal } from "../codes.ts";

export interface RemovalInput {
  readonly stack: string;
  readonly live: LiveState;
  /** Databases of the environment that exist in the catalog. */
  readonly databases: readonly string[];
}

const nothing: SqlBundle = { formatVersion: 1, models: [], views: [] };

/**
 * Removes an environment other than production, with everything in its databases, whoever created it. Such environments
 * are meant to be discarded: no flag is required. Pure.
 *
 * @throws ProblemsError ENVIRONMENT_IS_PRODUCTION
 */
export const removalPlan = ({ stack, live, databases }: RemovalInput): Plan => {
  const { environment, revision } = live;
  if (environment === production) {
    const message = "production can't be removed; only other environments can";
    const fix = "name a preview";
    const place = `environment ${environment}`;
    const problem: Problem<SqlRefusal> = { code: "ENVIRONMENT_IS_PRODUCTION", place, message, fix };
    throw new ProblemsError("environment", [problem]);
  }
  const noProject = { objects: [], exposures: [] };
  const comparisons = compareCatalog(noProject, live);
  const impact = impactOf(comparisons, noProject);
  const drops = dependencyOrder(
    comparisons.map((comparison) => ({ ...comparison, dependsOn: comparison.applied?.dependsOn ?? [] })),
  ).toReversed();
  const changes = drops.map(({ id, kind, name }): Change => ({
    ...{ id, kind, name, action: "drop", sqlDiff: "", columns: [], breaking: false, missing: [] },
    affects: impact.affectedBy(id),
  }));
  const stages = inOneRun(drops.filter(isLake).map(lakeDrop));
  const bundle = JSON.stringify(nothing);
  return {
    formatVersion: 1,
    ...{ stack, environment, changes, bundle },
    base: revision?.revision ?? 0,
    catalog: fingerprint(live),
    bundleKey: sqlBundleKey(createHash("sha256").update(bundle).digest("hex")),
    own: [],
    stages:
      databases.length === 0 && stages.length === 0
        ? []
        : [...stages, { kind: "remove databases", databases: [...databases].sort() }],
    needs: [],
    declared: {},
  };
};
