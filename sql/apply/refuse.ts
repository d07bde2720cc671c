/** Whether a plan may be carried out at all. Pure. */
import type { Problem } from "../../model/validation/problem.ts";
import type { LiveState } from "../live/types.ts";
import { isByHand, type Change, type Permission, type Plan } from "../../model/documents/sql-plan.ts";
import { fingerprint } from "../plan/fingerprint.ts";
import type { Revision } from "../../model/documents/revision.ts";
import type { SqlRefusal } from "../codes.ts";

const named = (changes: readonly Change[]): string => changes.map(({ name }) => name).join(", ");

/** What each flag allows, listing the changes that need it. */
const refusedChanges: Readonly<Record<Permission, (plan: Plan) => string>> = {
  "--allow-drop": ({ changes }) => `it drops ${named(changes.filter(({ action }) => action === "drop"))}`,
  "--allow-breaking": ({ changes }) => {
    const broken = changes.filter(({ breaking }) => breaking);
    const columns = broken.map(({ name, columns: found }) => {
      const lost = found.filter(({ breaking }) => breaking).map(({ column, change }) => `${column} ${change}`);
      return lost.length === 0 ? name : `${name} (${lost.join(", ")})`;
    });
    return `it breaks possible readers of ${columns.join(", ")}`;
  },
  "--allow-drift": ({ changes }) =>
    `it overwrites changes made by hand: ${named(changes.filter(({ drift, action }) => isByHand(drift) && action !== "unchanged" && action !== "wait"))}`,
};

/** One problem for each flag that the plan needs and that was not passed. */
export const missingPermissions = (plan: Plan, allowed: ReadonlySet<Permission>): readonly Problem<SqlRefusal>[] =>
  plan.needs
    .filter((permission) => !allowed.has(permission))
    .map((permission) => ({
      code: "PLAN_NOT_ALLOWED",
      place: "plan",
      message: `${refusedChanges[permission](plan)}; this must be allowed`,
      fix: `pass ${permission} if that is intended`,
    }));

/** Visible reasons why the catalog differs from the one that the plan was made for. */
const movedSince = (plan: Plan, live: LiveState): readonly string[] => {
  const now = new Map(live.objects.map((object) => [object.id, object]));
  const before = live.revision?.objects ?? {};
  return plan.changes.flatMap(({ id, action, missing }) => {
    const found = now.get(id);
    if (action === "create" && found !== undefined) return [`${id} exists now`];
    if ((action === "replace" || action === "drop" || action === "unchanged") && found === undefined) {
      return [`${id} no longer exists`];
    }
    const appeared = missing.filter((table) => live.tables.has(table)).map((table) => `${table} exists now`);
    const left = before[id]?.stored;
    return found !== undefined && left !== undefined && found.canonical !== left
      ? [`${id} differs from what revision ${live.revision?.revision ?? 0} left`, ...appeared]
      : appeared;
  });
};

/**
 * Why a plan can't be started: another revision came in between or is in progress, or the catalog has changed.
 *
 * @param newest the environment's newest revision
 */
export const staleness = (
  plan: Plan,
  live: LiveState,
  newest: Revision | undefined,
  productionLive?: LiveState,
): Problem<SqlRefusal> | undefined => {
  const place = "plan";
  if (newest?.state === "applying") {
    const message = `revision ${newest.revision}, which ${newest.by} started at ${newest.startedAt}, was interrupted`;
    const fix = 'resume it with "lakehouse sql apply --resume", then plan again';
    return { code: "PLAN_UNFINISHED_REVISION", place, message, fix };
  }
  const fix = 'plan again: "lakehouse sql plan"';
  if ((newest?.revision ?? 0) !== plan.base) {
    const message = `it was made for revision ${plan.base}, and revision ${newest?.revision.toString() ?? "0"} of ${newest?.by ?? "nobody"} is the newest`;
    return { code: "PLAN_STALE", place, message, fix };
  }
  // Production's state doesn't matter to a plan that removes an environment.
  if ([fingerprint(live, productionLive), fingerprint(live)].includes(plan.catalog)) return undefined;
  const moved = movedSince(plan, live);
  const message = moved.length === 0 ? "tables or definitions that it doesn't change have changed" : moved.join("; ");
  return { code: "PLAN_STALE", place, message: `the catalog has changed since it was made: ${message}`, fix };
};
