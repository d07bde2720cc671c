/**
 * Statements that bring a Redshift object from its live to its declared state. What the engine can replace is replaced;
 * the rest is dropped and recreated. Pure.
 */
import { canonicalStatements } from "../project/canonical.ts";
import type { ObjectKind } from "../../model/sql/objects.ts";
import type { SqlObject } from "../project/types.ts";
import type { Comparison } from "./compare.ts";

/** An object's statements by purpose: create it, mask its columns, grant access. They are sent in this order. */
interface Parts {
  readonly making: readonly string[];
  readonly masks: readonly string[];
  readonly grants: readonly string[];
}

const isGrant = (statement: string): boolean => /^\s*grant\s/i.test(statement);
const isMask = (statement: string): boolean => /^\s*attach\s+masking\s/i.test(statement);

const partsOf = (statements: readonly string[]): Parts => ({
  making: statements.filter((statement) => !isGrant(statement) && !isMask(statement)),
  masks: statements.filter(isMask),
  grants: statements.filter(isGrant),
});

/** @see LiveObject.definition */
const liveParts = ({ live }: Comparison): Parts =>
  partsOf((live?.definition ?? "").split(";\n").filter((statement) => statement.trim() !== ""));

/** The members of `statements` that are not in `others`, regardless of layout. */
const without = (statements: readonly string[], others: readonly string[]): readonly string[] => {
  const known = new Set(others.map((statement) => canonicalStatements([statement])));
  return statements.filter((statement) => !known.has(canonicalStatements([statement])));
};

/** Reverses `GRANT a ON b TO c`. */
const revoke = (grant: string): string =>
  grant
    .trim()
    .replace(/^grant\s/i, "REVOKE ")
    .replace(/\s+with\s+grant\s+option$/i, "")
    .replace(/\sto\s+((?:role\s+|group\s+)?\S+)$/i, " FROM $1");

/**
 * Reverses `ATTACH MASKING POLICY p ON t(c) USING (…) TO r PRIORITY 1`:
 * https://docs.aws.amazon.com/redshift/latest/dg/r_DETACH_MASKING_POLICY.html
 */
const detach = (mask: string): string =>
  mask
    .trim()
    .replace(/^attach\s/i, "DETACH ")
    .replace(/\s+priority\s+\d+$/i, "")
    .replace(/\)\s*using\s*\([^)]*\)\s*to\s/i, ") TO ")
    .replace(/\sto\s+((?:role\s+)?\S+)$/i, " FROM $1");

const policyOf = (mask: string): string =>
  (/\bpolicy\s+(\S+)\s/i.exec(mask)?.[1] ?? "").replaceAll('"', "").toLowerCase();

const orReplace = (statement: string): string =>
  statement.replace(/^\s*create\s+(?:or\s+replace\s+)?view\s/i, "CREATE OR REPLACE VIEW ");

const dropWords: Readonly<Partial<Record<ObjectKind, string>>> = {
  // These two have no IF EXISTS: https://docs.aws.amazon.com/redshift/latest/dg/r_DROP_ROLE.html
  role: "DROP ROLE",
  "masking policy": "DROP MASKING POLICY",
  schema: "DROP SCHEMA IF EXISTS",
  "external schema": "DROP SCHEMA IF EXISTS",
  "late-binding view": "DROP VIEW IF EXISTS",
};

const drop = ({ kind, name }: Comparison): string => `${dropWords[kind] ?? ""} ${name}`;

/** Statements of one plan. */
export interface RedshiftStatements {
  readonly make: (comparison: Comparison, declared: SqlObject) => readonly string[];
  /** Nothing in use is dropped: a non-empty schema stays, and the engine reports it. */
  readonly unmake: (comparison: Comparison) => readonly string[];
}

/**
 * Access to a masked column is revoked before a mask is removed, and granted again once masks are as declared.
 *
 * @param comparisons all of the plan's
 * @param columnsDiffer whether a view's columns differ from before: only one with the same columns can be replaced,
 * https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_VIEW.html
 */
export const redshiftStatements = (
  comparisons: readonly Comparison[],
  columnsDiffer: (comparison: Comparison) => boolean,
): RedshiftStatements => {
  const newMaking = (comparison: Comparison): readonly string[] =>
    without(partsOf(comparison.declared?.statements ?? []).making, liveParts(comparison).making);
  const isRemade = (comparison: Comparison): boolean =>
    newMaking(comparison).length > 0 && (comparison.kind !== "late-binding view" || columnsDiffer(comparison));
  const remadePolicies = new Set(
    comparisons
      .filter((each) => each.kind === "masking policy" && each.action === "replace" && isRemade(each))
      .map(({ name }) => name),
  );
  const isLost = (mask: string): boolean => remadePolicies.has(policyOf(mask));

  /**
   * A policy can't be dropped while it is attached. Views that change too get their masks and grants back in their own
   * stage.
   */
  const remakePolicy = (comparison: Comparison, { statements }: SqlObject): readonly string[] => {
    const views = comparisons.filter(({ kind }) => kind === "late-binding view");
    const masked = views.flatMap((view) => {
      const { masks, grants } = liveParts(view);
      const own = masks.filter((mask) => policyOf(mask) === comparison.name);
      return own.length === 0 ? [] : [{ own, grants, stays: view.action !== "replace" }];
    });
    const staying = masked.filter(({ stays }) => stays);
    return [
      ...masked.flatMap(({ grants }) => grants).map(revoke),
      ...masked.flatMap(({ own }) => own).map(detach),
      drop(comparison),
      ...statements,
      ...staying.flatMap(({ own }) => own),
      ...staying.flatMap(({ grants }) => grants),
    ];
  };

  /** The state when an object's own stage begins. */
  const before = (comparison: Comparison): Parts => {
    const { making, masks, grants } = liveParts(comparison);
    const left = masks.filter((mask) => !isLost(mask));
    return { making, masks: left, grants: left.length === masks.length ? grants : [] };
  };

  const change = (comparison: Comparison, { statements }: SqlObject): readonly string[] => {
    const old = before(comparison);
    const { making, masks, grants } = partsOf(statements);
    const remade = isRemade(comparison);
    const lifted = remade ? old.masks : without(old.masks, masks);
    // a dropped object loses its grants
    const letOut = lifted.length > 0 ? old.grants : remade ? [] : without(old.grants, grants);
    return [
      ...letOut.map(revoke),
      ...lifted.map(detach),
      ...(remade ? [drop(comparison), ...making] : newMaking(comparison).map(orReplace)),
      ...(remade ? masks : without(masks, old.masks)),
      ...(remade || lifted.length > 0 ? grants : without(grants, old.grants)),
    ];
  };

  return {
    make: (comparison, declared) => {
      const { making, masks, grants } = partsOf(declared.statements);
      if (comparison.live === undefined) return [...making.map(orReplace), ...masks, ...grants];
      return remadePolicies.has(comparison.name) && comparison.kind === "masking policy"
        ? remakePolicy(comparison, declared)
        : change(comparison, declared);
    },
    unmake: (comparison) => {
      const { masks, grants } = liveParts(comparison);
      return [...(masks.length > 0 ? grants.map(revoke) : []), ...masks.map(detach), drop(comparison)];
    },
  };
};
