/** Inputs and results of the checks. Pure. */
import type { Path } from "../validation/path.ts";
import type { Classification, ColumnType } from "../documents/contract-bundle.ts";
import { personaAccess, type Persona } from "../governance/principals.ts";
import type { Problem } from "../validation/problem.ts";
import type { DashboardCode } from "./codes.ts";
import type { Dashboard } from "./definition.ts";

/** The relation that a query returns. */
export interface QueryRelation {
  /** What it reads: the model or view that it names, or those in its SQL. */
  readonly reads: readonly string[];
  readonly columns: readonly {
    readonly name: string;
    /** Absent if only the engine knows. */
    readonly type?: ColumnType;
    readonly classification: Classification;
  }[];
  /**
   * Columns that a reader must be allowed to see, whichever of `columns` they query: all of a view's, and the model
   * columns that the SQL mentions.
   */
  readonly needed: readonly { readonly name: string; readonly classification: Classification }[];
}

/** A problem of a single visual in a readable dashboard. */
export interface DashboardProblem extends Problem {
  readonly visual?: string;
}

export interface CheckedDashboard {
  readonly file: string;
  /** Absent if the file can't be read or has a problem as a whole. */
  readonly dashboard?: Dashboard;
  readonly relations: ReadonlyMap<string, QueryRelation>;
  readonly problems: readonly DashboardProblem[];
  /** What only the page shows as the file says; the file is still valid. */
  readonly warnings: readonly DashboardProblem[];
}

/** Columns that the persona may not see, each with its classification. */
export const hiddenFrom = (
  persona: Persona,
  columns: readonly { readonly name: string; readonly classification: Classification }[],
): readonly string[] => {
  const { sensitivities } = personaAccess[persona];
  return columns
    .filter(({ classification }) => !sensitivities.includes(classification))
    .map(({ name, classification }) => `${name} (${classification})`);
};

export type AddProblem = (code: DashboardCode, path: Path, message: string, fix: string) => void;
