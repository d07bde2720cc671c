/** A rule: data about itself and one pure function over what the program registers. */

/** As printed by `npm run -s resources`. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** URN of the parent component; null at the top level. */
  readonly parent: string | null;
}

/** All resources of a stack: many requirements relate two of them. */
export interface Stack {
  of(type: string): readonly Resource[];
}

/** What is wrong with a resource, one sentence each; empty if nothing is. */
export type Judge = (resource: Resource, stack: Stack) => readonly string[];

export type Severity = "low" | "medium" | "high" | "critical";

export interface Rule {
  /** kebab-case, starts with the service. */
  readonly id: string;
  /** The requirement, as a sentence. */
  readonly title: string;
  /**
   * Published controls with the same requirement: Security Hub (`S3.5`), checkov (`CKV_AWS_18`), cdk-nag
   * (`AwsSolutions-S1`). Empty if the requirement is the lakehouse's own.
   */
  readonly origins: readonly string[];
  readonly severity: Severity;
  readonly services: readonly string[];
  /** Types of the resources that it judges. */
  readonly types: readonly string[];
  readonly judge: Judge;
  /** How to fix its findings, as an instruction. */
  readonly fix: string;
}

export interface Finding {
  readonly rule: string;
  readonly resource: string;
  readonly message: string;
  readonly fix: string;
}

export const stackOf = (resources: readonly Resource[]): Stack => {
  const byType = new Map<string, Resource[]>();
  for (const resource of resources) {
    const sameType = byType.get(resource.type);
    if (sameType === undefined) {
      byType.set(resource.type, [resource]);
    } else {
      sameType.push(resource);
    }
  }
  return { of: (type) => byType.get(type) ?? [] };
};

/** One rule's findings in a stack, in the order of its resources. */
export const check = (rule: Rule, resources: readonly Resource[]): Finding[] => {
  const stack = stackOf(resources);
  return rule.types
    .flatMap((type) => stack.of(type))
    .flatMap((resource) =>
      rule
        .judge(resource, stack)
        .map((message) => ({ rule: rule.id, resource: resource.name, message, fix: rule.fix })),
    );
};
