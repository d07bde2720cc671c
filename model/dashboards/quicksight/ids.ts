/** Ids of a stack's resources in QuickSight: readable, stable, and known before anything is created. Pure. */
import { personas, type Persona } from "../../governance/principals.ts";

/** Names are in kebab case, so an underscore can separate them. */
const joined = (...parts: readonly string[]): string => parts.join("_");

/** @param prefix of every name of the stack, e.g. `lakehouse-dev` */
export const personaId = (prefix: string, persona: Persona): string => joined(prefix, persona);

/** Id of a dashboard as published for a persona, and of its analysis. */
export const dashboardId = (prefix: string, dashboard: string, persona: Persona): string =>
  joined(prefix, dashboard, persona);

export const dataSetId = (prefix: string, dashboard: string, query: string, persona: Persona): string =>
  joined(prefix, dashboard, query, persona);

/** A dashboard or data set of a stack, parsed from its id. */
export interface Named {
  readonly id: string;
  /** The dashboard's name, followed by a slash and the query's name for a data set. */
  readonly name: string;
  readonly persona: Persona;
}

/** @returns `undefined` if the id is not the stack's */
export const namedBy = (prefix: string, id: string): Named | undefined => {
  if (!id.startsWith(joined(prefix, ""))) return undefined;
  const parts = id.slice(prefix.length + 1).split("_");
  const persona = personas.find((one) => one === parts.at(-1));
  return persona === undefined || parts.length < 2 ? undefined : { id, name: parts.slice(0, -1).join("/"), persona };
};
