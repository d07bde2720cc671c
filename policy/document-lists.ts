/** The lists in docs/policy.md that derive from the code. */
import type { Exception } from "./exceptions.ts";
import type { Rule } from "./rule.ts";

const serviceOf = ({ services: [service = ""] }: Rule): string => service;

const ruleLine = ({ id, title, origins, severity }: Rule): string =>
  `- \`${id}\` (${severity}): ${title}. ${origins.length === 0 ? "Ours." : `${origins.join(", ")}.`}`;

const listRules = (rules: readonly Rule[]): string =>
  [...new Set(rules.map(serviceOf))]
    .map((service) => {
      const lines = rules.filter((rule) => serviceOf(rule) === service).map(ruleLine);
      return [`### ${service}`, "", ...lines].join("\n");
    })
    .join("\n\n");

const listExceptions = (exceptions: readonly Exception[]): string =>
  exceptions
    .map(({ rule, resource, reason, stacks }) => {
      const where = stacks === undefined ? "" : ` (${stacks.join(", ")} only)`;
      return `- \`${rule}\` for \`${resource}\`${where}: ${reason}`;
    })
    .join("\n");

const replaceBetween = (text: string, name: string, content: string): string => {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) {
    throw new Error(`docs/policy.md has no lines ${begin} and ${end}; put them where the list belongs.`);
  }
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
};

/** The document with its lists updated from the code. */
export const withLists = (document: string, rules: readonly Rule[], exceptions: readonly Exception[]): string =>
  replaceBetween(replaceBetween(document, "rules", listRules(rules)), "exceptions", listExceptions(exceptions));
