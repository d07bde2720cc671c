/** Checks among QuickSight's settings. Pure. */
import type { Problem } from "../../model/validation/problem.ts";
import type { Config } from "./schema.ts";

const wrong = (key: string, message: string, fix: string): Problem => ({
  code: "CONFIG_VALUE_INVALID",
  place: `lakehouse:quicksight.${key}`,
  message,
  fix,
});

const edition = ({ quicksight }: Config): readonly Problem[] =>
  quicksight.edition === "ENTERPRISE"
    ? []
    : [
        wrong(
          "edition",
          `found ${quicksight.edition}, which lacks groups, folders, and roles for queries; must be ENTERPRISE`,
          "upgrade the account's subscription to Enterprise and set ENTERPRISE, or set quicksight.enabled to false",
        ),
      ];

/** Without readers nothing is published, so the setting would silently do nothing. */
const readers = ({ quicksight: { groups } }: Config): readonly Problem[] =>
  Object.values(groups).some((names) => names.length > 0)
    ? []
    : [
        wrong(
          "groups",
          `found ${JSON.stringify(groups)}, must name a QuickSight group for at least one persona`,
          "write e.g. groups: { analyst: [lakehouse-analysts] }, or set quicksight.enabled to false",
        ),
      ];

/** Authors of analyses on a persona's data sets query with its role, and only what is published for it. */
const authors = ({ quicksight: { groups, authors: given } }: Config): readonly Problem[] =>
  Object.entries(given)
    .filter(([persona, names]) => names.length > 0 && (groups[persona] ?? []).length === 0)
    .map(([persona]) =>
      wrong(
        `authors.${persona}`,
        `found authors for ${persona}, for whom nothing is published; must be a persona with groups`,
        `add the persona to quicksight.groups, or remove its authors`,
      ),
    );

/** The roles that queries run as must be among the stack's principals, under these names. */
const principals = ({ principals: given }: Config): readonly Problem[] =>
  Object.keys(given)
    .filter((name) => name.startsWith("quicksight-"))
    .map((name) => ({
      code: "CONFIG_VALUE_INVALID",
      place: `lakehouse:principals.${name}`,
      message: "found a principal whose name starts with quicksight-, the prefix of QuickSight's own roles",
      fix: "give it another name",
    }));

export const quickSightProblems = (config: Config): readonly Problem[] =>
  config.quicksight.enabled ? [edition, readers, authors, principals].flatMap((rule) => rule(config)) : [];
