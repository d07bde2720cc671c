/** Building blocks of most rules: a requirement on one input, or on another resource that must accompany this one. */
import type { Judge, Resource, Stack } from "./rule.ts";

/** The value at a dotted path; `undefined` if the path ends early. List items by index: `rules.0.id`. */
export const at = (value: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (found, key) =>
        typeof found === "object" && found !== null ? (found as Record<string, unknown>)[key] : undefined,
      value,
    );

export const textAt = (value: unknown, path: string): string => {
  const found = at(value, path);
  return typeof found === "string" ? found : "";
};

/** The list at the path; a single value counts as a list of one, a missing value as an empty list. */
export const listAt = (value: unknown, path: string): readonly unknown[] => {
  const found = at(value, path);
  if (Array.isArray(found)) {
    return found as unknown[];
  }
  return found === undefined || found === null ? [] : [found];
};

export const isGiven = (value: unknown): boolean => typeof value === "string" && value !== "";

/** Complains if the input at `path` isn't accepted. Not for inputs that may be secret: the value is shown. */
export const input =
  (path: string, accepts: (value: unknown) => boolean, wanted: string): Judge =>
  ({ inputs }) => {
    const found = at(inputs, path);
    const shown = found === undefined ? "not set" : JSON.stringify(found);
    return accepts(found) ? [] : [`${path} is ${shown}, it must be ${wanted}`];
  };

export const equals = (path: string, wanted: string | number | boolean): Judge =>
  input(path, (value) => value === wanted, JSON.stringify(wanted));

/** A customer-managed key; AWS's own keys have aliases that begin with `alias/aws/`. */
export const isCustomerKey = (value: unknown): boolean =>
  typeof value === "string" && !/^$|(^|:)alias\/aws\//.test(value);

export const customerKey = (path: string): Judge => input(path, isCustomerKey, "a customer-managed key");

export const unless =
  (skip: (resource: Resource, stack: Stack) => boolean, judge: Judge): Judge =>
  (resource, stack) =>
    skip(resource, stack) ? [] : judge(resource, stack);

/** Complains if no resource of `type` belongs to this one and meets the requirement. */
export const companion =
  (
    type: string,
    belongs: (candidate: Resource, resource: Resource) => boolean,
    wanted: string,
    accepts: (candidate: Resource) => boolean = () => true,
  ): Judge =>
  (resource, stack) => {
    const candidates = stack.of(type).filter((candidate) => belongs(candidate, resource));
    return candidates.some(accepts) ? [] : [`it has no ${wanted}`];
  };

/** Whether an ARN, a URL, or a name refers to the resource called `name`. */
export const refersTo = (reference: unknown, name: string): boolean =>
  typeof reference === "string" &&
  name !== "" &&
  (reference === name || reference.endsWith(`:${name}`) || reference.endsWith(`/${name}`));

export const nameOf = ({ inputs, name }: Resource): string => textAt(inputs, "name") || name;
