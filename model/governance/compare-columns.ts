/** Compares the columns that principals can read with those that they are meant to. Pure. */
import type { Problem } from "../validation/problem.ts";
import { isCreators } from "./compare-grants.ts";
import { readableColumns } from "./effective.ts";
import type { Governance } from "./index.ts";
import type { GovernedStack, Principal } from "../documents/deployment.ts";
import type { LiveGovernance, LiveTable } from "./live.ts";
import type { Declarations } from "./tags.ts";
import { type SeenTable, valuesSeen, visibilityOf } from "./visibility.ts";

const finding = (code: string, principal: Principal, table: LiveTable, columns: readonly string[]): Problem => {
  const place = `${table.database}.${table.table}, principal ${principal.name}`;
  const list = columns.join(", ");
  if (code === "ACCESS_COLUMN_HIDDEN") {
    const fix = "look for a grant that was revoked or a tag that was changed, and deploy the stack again";
    return { code, place, message: `cannot read ${list}, but should`, fix };
  }
  const plain = code === "ACCESS_PERSONAL_PLAIN" ? ", which is personal and unmasked" : "";
  const fix = "remove the grant or tag that exposes it, or deploy the stack again";
  return { code, place, message: `reads ${list}${plain}, but should not`, fix };
};

const compareTable = (
  live: Pick<LiveGovernance, "grants">,
  table: LiveTable,
  meant: SeenTable | undefined,
  principal: Principal,
): readonly Problem[] => {
  const reads = readableColumns(live, principal.role, table);
  const should = new Set(meant === undefined ? [] : valuesSeen(meant));
  const isPlainPersonal = (name: string): boolean =>
    meant?.zone === "raw" &&
    meant.columns.some((column) => column.name === name && column.classification === "personal");
  const exposed = [...reads].filter((name) => !should.has(name));
  const groups: [string, string[]][] = [
    ["ACCESS_PERSONAL_PLAIN", exposed.filter(isPlainPersonal)],
    ["ACCESS_COLUMN_EXPOSED", exposed.filter((name) => !isPlainPersonal(name))],
    ["ACCESS_COLUMN_HIDDEN", Object.keys(table.columns).filter((name) => should.has(name) && !reads.has(name))],
  ];
  return groups.flatMap(([code, columns]) => (columns.length === 0 ? [] : [finding(code, principal, table, columns)]));
};

/**
 * A view is compared by its own tags and grants; readers also need the columns below it, which can only reduce access.
 * What principals can read because they created it is ignored.
 */
export const compareColumns = (
  live: LiveGovernance,
  declared: Declarations,
  wanted: Governance,
  stack: GovernedStack,
): readonly Problem[] => {
  const grants = live.grants.filter((grant) => !isCreators(grant, wanted, stack));
  return stack.principals.flatMap((principal) => {
    const meant = visibilityOf(declared, principal).tables;
    return live.tables.flatMap((table) => {
      const match = meant.find(({ database, table: name }) => database === table.database && name === table.table);
      return compareTable({ grants }, table, match, principal);
    });
  });
};
