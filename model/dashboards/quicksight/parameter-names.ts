/** Names of QuickSight parameters, which contain only letters and digits. Pure. */
import type { Dashboard, Parameter } from "../definition.ts";

const camel = (name: string): string =>
  name.replaceAll(/_+([a-z])/g, (_match, letter: string) => letter.toUpperCase()).replaceAll("_", "");

/** The two ends of a date range are separate parameters. */
const endsOf = (name: string): { readonly from: string; readonly to: string } => ({
  from: `${name}From`,
  to: `${name}To`,
});

const takenBy = ({ kind }: Pick<Parameter, "kind">, name: string): readonly string[] =>
  kind === "date range" ? Object.values(endsOf(name)) : [name];

/** Names that would collide get a number, in alphabetical order: QuickSight doesn't distinguish `a` from `A`. */
const namesOf = ({ parameters = [] }: Dashboard): ReadonlyMap<string, string> => {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const parameter of [...parameters].sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const own = camel(parameter.name);
    const isFree = (name: string): boolean => takenBy(parameter, name).every((one) => !taken.has(one.toLowerCase()));
    let name = own;
    for (let number = 2; !isFree(name); number += 1) name = `${own}${number}`;
    for (const one of takenBy(parameter, name)) taken.add(one.toLowerCase());
    names.set(parameter.name, name);
  }
  return names;
};

export const parameterName = (dashboard: Dashboard, name: string): string =>
  namesOf(dashboard).get(name) ?? camel(name);

export const rangeNames = (dashboard: Dashboard, name: string): { readonly from: string; readonly to: string } =>
  endsOf(parameterName(dashboard, name));
