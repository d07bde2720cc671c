/** The server's responses to the page. */
import type { Parameter } from "../../model/dashboards/definition.ts";
import type { Visual } from "../../model/dashboards/visual-schema.ts";
import type { Spec } from "../../model/dashboards/vega.ts";
import type { Problem } from "../../model/validation/problem.ts";

export interface Overview {
  /** The viewer: the persona and the principal, or the role that the command runs with. */
  readonly as: string;
  readonly dashboards: readonly {
    readonly name: string;
    readonly title: string;
    readonly description: string;
    /** Why it can't be opened. */
    readonly problems: readonly Problem[];
  }[];
}

export type ShownVisual = Visual & {
  /** Parameters that its answer depends on. */
  readonly parameters: readonly string[];
};

export interface ShownDashboard {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly as: string;
  readonly parameters: readonly Parameter[];
  readonly pages: readonly {
    readonly name: string;
    readonly title: string;
    readonly visuals: readonly ShownVisual[];
  }[];
}

export interface ShownAnswer {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly title: string;
    readonly format?: string;
  }[];
  /** As Athena writes them; null for NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly truncated: boolean;
  /** Absent for visuals that aren't charts. */
  readonly spec?: Spec;
  /** In milliseconds since 1970. */
  readonly answeredAt: number;
  readonly querySeconds: number;
  readonly queryId: string;
  /** Values in the address that couldn't be read; the defaults are shown instead. */
  readonly problems: readonly Problem[];
}

export interface ShownOptions {
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export interface ShownFailure {
  readonly error: { readonly problems: readonly Problem[] };
}
