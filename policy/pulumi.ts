/** Adapts the rules to the Pulumi command, which evaluates them at the end of a preview or an update. */
import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import type { Exception } from "./exceptions.ts";
import { stackOf, type Resource, type Rule } from "./rule.ts";
import { exceptionsFor, isExcepted } from "./verdict.ts";

/**
 * For a value that only AWS knows, a proxy throws when it is read; the package hides the error's class from its types:
 * https://github.com/pulumi/pulumi-policy/blob/main/sdk/nodejs/policy/proxy.ts
 */
const isUnknownValue = (error: unknown): boolean =>
  error instanceof Error && "unknownTypeSentinel" in error && error.message.includes("can't be known during preview");

const resourceOf = ({ type, name, props, parent }: PolicyResource): Resource => ({
  type,
  name,
  inputs: props as Resource["inputs"],
  parent: parent?.urn ?? null,
});

/** URNs begin with `urn:pulumi:<stack>::<project>::`. */
const stackName = ([first]: readonly PolicyResource[]): string =>
  /^urn:pulumi:([^:]+)::/.exec(first?.urn ?? "")?.[1] ?? "";

/** A rule's complaints about one resource; `undefined` if it needs a value that isn't known yet. */
const complaints = (
  rule: Rule,
  resource: Resource,
  stack: ReturnType<typeof stackOf>,
  onUnknown: (error: unknown) => void,
): readonly string[] => {
  try {
    return rule.judge(resource, stack);
  } catch (error) {
    if (!isUnknownValue(error)) {
      throw error;
    }
    onUnknown(error);
    return [];
  }
};

/**
 * A rule as a policy of the pack. Resources whose values can't be known at preview are skipped, and the command prints
 * one note about them; the others are judged.
 */
export const policyOf = (rule: Rule, exceptions: readonly Exception[]): StackValidationPolicy => ({
  name: rule.id,
  description: rule.origins.length === 0 ? rule.title : `${rule.title} (${rule.origins.join(", ")})`,
  enforcementLevel: "mandatory",
  severity: rule.severity,
  tags: [...rule.services],
  remediationSteps: rule.fix,
  validateStack: ({ resources }, report) => {
    const given = exceptionsFor(exceptions, stackName(resources));
    const all = resources.map((resource) => ({ urn: resource.urn, resource: resourceOf(resource) }));
    const stack = stackOf(all.map(({ resource }) => resource));
    const unknown: unknown[] = [];
    for (const { urn, resource } of all.filter((one) => rule.types.includes(one.resource.type))) {
      const excepted = given.some((one) => isExcepted({ rule: rule.id, resource: resource.name }, one));
      for (const message of excepted ? [] : complaints(rule, resource, stack, (error) => unknown.push(error))) {
        report(`${message}. Fix: ${rule.fix}.`, urn);
      }
    }
    if (unknown.length > 0) {
      // the command prints it as a note, along with what was reported
      throw unknown[0];
    }
  },
});
