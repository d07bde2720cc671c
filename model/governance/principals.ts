/** Who may do what in the lake: four personas, each with what their work needs. Pure. */
import type { Classification } from "../documents/contract-bundle.ts";
import type { Zone } from "../names.ts";

export const personas = ["data-engineer", "analyst", "bi", "auditor"] as const;
export type Persona = (typeof personas)[number];

export interface PersonaAccess {
  /** Zones whose tables and columns it may look up, without reading rows. */
  readonly describes: readonly Zone[];
  /** Zones that it reads. Nobody reads raw, where personal values are in plain text. */
  readonly selects: readonly Zone[];
  /** Zones in which it creates and drops views and tables. */
  readonly creates: readonly Zone[];
  /** Columns that it reads. Personal ones are masked: equal values stay equal, and nothing else of them remains. */
  readonly sensitivities: readonly Classification[];
}

export const personaAccess: Readonly<Record<Persona, PersonaAccess>> = {
  "data-engineer": {
    // what applied SQL doesn't declare yet, or no longer declares, must be visible to be compared with it
    describes: ["raw", "curated"],
    selects: ["processed", "curated"],
    creates: ["curated"],
    sensitivities: ["public", "internal", "confidential", "personal"],
  },
  analyst: {
    describes: [],
    selects: ["processed", "curated"],
    creates: [],
    sensitivities: ["public", "internal", "confidential"],
  },
  bi: { describes: [], selects: ["processed", "curated"], creates: [], sensitivities: ["public", "internal"] },
  auditor: {
    describes: ["raw"],
    selects: ["processed", "curated"],
    creates: [],
    sensitivities: ["public", "internal", "confidential", "personal"],
  },
};
