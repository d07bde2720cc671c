/** Names of QuickSight's parameters, which are letters and digits alone. Pure. */
import type { Dashboard } from "../definition.ts";

const camel = (name: string): string =>
  name.replaceAll(/_+([a-z])/g, (_match, letter: string) => letter.toUpperCase()).replaceAll("_", "");

/** Two names that become one are told apart by a number, by the order of the alphabet. */
export const parameterName = ({ parameters = [] }: Dashboard, name: string): string => {
  const own = camel(name);
  const alike = parameters.map((one) => one.name).filter((other) => camel(other).toLowerCase() === own.toLowerCase());
  const index = alike.sort().indexOf(name);
  return index <= 0 ? own : `${own}${(index + 1).toString()}`;
};

/** The two ends of a range of days, which are parameters of their own. */
export const rangeNames = (dashboard: Dashboard, name: string): { readonly from: string; readonly to: string } => {
  const own = parameterName(dashboard, name);
  return { from: `${own}From`, to: `${own}To` };
};
