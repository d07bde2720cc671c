/** What checking works with and answers. Pure. */
import type { Path } from "../validation/path.ts";
import type { Classification, ColumnType } from "../documents/contract-bundle.ts";
import { personaAccess, type Persona } from "../governance/principals.ts";
import type { Problem } from "../validation/problem.ts";
import type { DashboardCode } from "./codes.ts";
import type { Dashboard } from "./definition.ts";

/** What a query answers with. */
export interface QueryRelation {
  /** What it reads: the model or view that it names, or those of its SQL. */
  readonly reads: readonly string[];
  readonly columns: readonly {
    readonly name: string;
    /** Absent where only the engine knows. */
    readonly type?: ColumnType;
    readonly classification: Classification;
  }[];
  /**
   * Columns that whoever asks has to be allowed to see, whichever of `columns` they ask for: all of a view's, and what
   * SQL mentions of models.
   */
  readonly needed: readonly { readonly name: string; readonly classification: Classification }[];
}

/** What is wrong with one visual alone, its dashboard being readable. */
export interface DashboardProblem extends Problem {
  readonly visual?: string;
}

export interface CheckedDashboard {
  readonly file: string;
  /** Absent when the file can't be read, or when something of it as a whole is wrong. */
  readonly dashboard?: Dashboard;
  readonly relations: ReadonlyMap<string, QueryRelation>;
  readonly problems: readonly DashboardProblem[];
  /** What only the page shows as the file says it; the file is valid all the same. */
  readonly warnings: readonly DashboardProblem[];
}

/** Columns that the persona may not see, each with what it is. */
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
