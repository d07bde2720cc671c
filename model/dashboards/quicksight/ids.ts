/** Ids of what a stack has in QuickSight: readable, stable, and known before anything is made. Pure. */
import type { Persona } from "../../governance/principals.ts";

/** Names are in kebab case, so that an underscore parts them. */
const joined = (...parts: readonly string[]): string => parts.join("_");

/** @param prefix begins every name of the stack, e.g. `lakehouse-dev` */
export const personaId = (prefix: string, persona: Persona): string => joined(prefix, persona);

/** Of a dashboard as it is published for a persona, and of its analysis. */
export const dashboardId = (prefix: string, dashboard: string, persona: Persona): string =>
  joined(prefix, dashboard, persona);

export const dataSetId = (prefix: string, dashboard: string, query: string, persona: Persona): string =>
  joined(prefix, dashboard, query, persona);
