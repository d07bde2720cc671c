import type { Report } from "../../model/documents/report.ts";
import { lakehouseJson } from "./command.ts";

export interface DemoDocument {
  readonly profile: string;
  readonly nights: readonly Report[];
  readonly sql: { readonly changes: readonly { readonly action: string; readonly name: string }[] };
  readonly governed: readonly {
    readonly as: string;
    readonly isDenied: boolean;
    readonly rows?: readonly (readonly (string | null)[])[];
    readonly reason?: string;
  }[];
  readonly answers: readonly { readonly title: string; readonly rows: readonly (readonly (string | null)[])[] }[];
}

let demo: Promise<DemoDocument> | undefined;

/** The flights demo, run once for all tests of a process; nights that are complete in the sandbox are not rerun. */
export const flightsDemo = (): Promise<DemoDocument> => (demo ??= lakehouseJson<DemoDocument>("demo"));
