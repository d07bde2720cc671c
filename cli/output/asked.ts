import type { AskedAs } from "../governance/ask-as.ts";
import { plural } from "./format.ts";

const closedLines = ({ principal, answers = [] }: AskedAs): readonly string[] =>
  answers
    .filter(({ columns, closedBy }) => columns.length === 0 && closedBy.length > 0)
    .map(
      ({ relation, closedBy }) => `${principal} can't read ${relation}, as intended: it reads ${closedBy.join(", ")}`,
    );

/**
 * What was queried as which principal, and what follows from classification though a view's own columns don't show it.
 */
export const renderAsked = (asked: readonly AskedAs[]): readonly string[] => {
  const reached = asked.filter(({ answers }) => answers !== undefined);
  const relations = reached[0]?.answers?.length ?? 0;
  const missed = asked.filter(({ answers }) => answers === undefined).map(({ principal }) => principal);
  return [
    ...asked.flatMap(closedLines),
    ...(reached.length === 0
      ? []
      : [
          `Queried as ${reached.map(({ principal }) => principal).join(", ")}: ${plural(relations, "curated table or view", "curated tables and views")} each.`,
        ]),
    ...(missed.length === 0
      ? []
      : [
          `Not queried as ${missed.join(", ")}: the caller can't assume the role, so only grants and tags were compared.`,
        ]),
  ];
};
