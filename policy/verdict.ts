/** The verdict of all rules on a stack, taking exceptions into account. */
import type { Exception } from "./exceptions.ts";
import { check, type Finding, type Resource, type Rule } from "./rule.ts";

export interface Verdict {
  /** Number of rules checked. */
  readonly rules: number;
  /** Number of resources checked. */
  readonly resources: number;
  readonly findings: readonly Finding[];
  /** Exceptions that the stack needed. */
  readonly exceptions: readonly Exception[];
}

export const isExcepted = (finding: Pick<Finding, "rule" | "resource">, exception: Exception): boolean =>
  exception.rule === finding.rule && exception.resource === finding.resource;

export const exceptionsFor = (exceptions: readonly Exception[], stack: string): readonly Exception[] =>
  exceptions.filter(({ stacks }) => stacks === undefined || stacks.includes(stack));

/** An exception that exempts nothing is a finding: it would hide the next mistake. */
const stale = ({ rule, resource }: Exception): Finding => ({
  rule: "exception-needed",
  resource,
  message: `the exception from ${rule} exempts nothing`,
  fix: "remove it from policy/exceptions.ts, or correct its rule or resource",
});

/** @param stack the stack's name: some exceptions apply only to some stacks */
export const judge = (
  resources: readonly Resource[],
  stack: string,
  rules: readonly Rule[],
  exceptions: readonly Exception[],
): Verdict => {
  const found = rules.flatMap((rule) => check(rule, resources));
  const given = exceptionsFor(exceptions, stack);
  const isStale = ({ resource, isOptional }: Exception): boolean =>
    isOptional !== true || resources.some(({ name }) => name === resource);
  const needed = given.filter((exception) => found.some((finding) => isExcepted(finding, exception)));
  return {
    rules: rules.length,
    resources: resources.length,
    findings: [
      ...found.filter((finding) => !given.some((exception) => isExcepted(finding, exception))),
      ...given.filter((exception) => !needed.includes(exception) && isStale(exception)).map(stale),
    ],
    exceptions: needed,
  };
};
