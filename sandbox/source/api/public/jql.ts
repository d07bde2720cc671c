/**
 * The part of JQL that a windowed extraction needs: comparisons joined by AND, and an order.
 * https://support.atlassian.com/jira-software-cloud/docs/jql-fields/
 */
import { createdAt } from "./moments.ts";
import { issueId, issueUpdatedAt, projectOf, projects } from "./jira-issues.ts";

export interface Jql {
  /** Whether anything restricts the search. */
  readonly isBounded: boolean;
  /** Rows in the query's order; without one, the newest first. */
  readonly select: (rows: number) => readonly number[];
}

const orderKeys: Readonly<Record<string, (row: number) => number>> = {
  updated: issueUpdatedAt,
  created: createdAt,
  key: issueId,
  id: issueId,
};

const timeFields: Readonly<Record<string, (row: number) => number>> = { updated: issueUpdatedAt, created: createdAt };

const comparisons: Readonly<Record<string, (at: number, bound: number) => boolean>> = {
  ">=": (at, bound) => at >= bound,
  ">": (at, bound) => at > bound,
  "<=": (at, bound) => at <= bound,
  "<": (at, bound) => at < bound,
};

/** Days and minutes are of the user's zone, here UTC; a plain number is milliseconds since 1970. Seconds can't be named. */
const timeOf = (text: string): number => {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const [, day = "", minute] = /^(\d{4}[-/]\d{2}[-/]\d{2})(?: (\d{2}:\d{2}))?$/.exec(text) ?? [];
  return Date.parse(`${day.replaceAll("/", "-")}T${minute ?? "00:00"}:00Z`);
};

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/, "$2");

type Condition = (row: number) => boolean;

const projectCondition = (texts: readonly string[]): Condition | string => {
  const names = texts.map((text) => unquoted(text.trim()).toUpperCase());
  const unknown = names.find((name) => !projects.some((known) => known === name));
  if (unknown !== undefined) return `The value '${unknown}' does not exist for the field 'project'.`;
  return (row) => names.includes(projectOf(row));
};

/** A condition, or what is wrong with it. */
const readCondition = (text: string): Condition | string => {
  const list = /^project\s+in\s*\(([^()]+)\)$/i.exec(text)?.[1];
  if (list !== undefined) return projectCondition(list.split(","));
  const [, name = "", sign = "", value = ""] =
    /^([A-Za-z_]+)\s*(>=|<=|>|<|=)\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)$/.exec(text) ?? [];
  if (name === "") return `Error in the JQL Query: '${text}' is not what the demo understands.`;
  const field = name.toLowerCase();
  if (field === "project" && sign === "=") return projectCondition([value]);
  const time = Object.hasOwn(timeFields, field) ? timeFields[field] : undefined;
  if (time === undefined) return `Field '${name}' does not exist or you do not have permission to view it.`;
  const compare = Object.hasOwn(comparisons, sign) ? comparisons[sign] : undefined;
  if (compare === undefined) return `The operator '${sign}' is not supported by the '${field}' field.`;
  const bound = timeOf(unquoted(value));
  if (Number.isNaN(bound)) {
    return (
      `Date value '${unquoted(value)}' for field '${field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', ` +
      `'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.`
    );
  }
  return (row) => compare(time(row), bound);
};

interface OrderKey {
  readonly key: (row: number) => number;
  readonly sign: 1 | -1;
}

const readOrder = (text: string): OrderKey | string => {
  const [, name = "", direction = "asc"] = /^([A-Za-z_]+)(?:\s+(asc|desc))?$/i.exec(text) ?? [];
  const field = name.toLowerCase();
  const key = Object.hasOwn(orderKeys, field) ? orderKeys[field] : undefined;
  if (key === undefined) return `Field '${text}' does not exist or you do not have permission to view it.`;
  return { key, sign: direction.toLowerCase() === "asc" ? 1 : -1 };
};

/** What a query selects, or everything that is wrong with it. */
export const parseJql = (jql: string): Jql | { readonly errors: readonly string[] } => {
  const [where = "", order] = jql.split(/\border\s+by\b/i);
  const conditions =
    where.trim() === ""
      ? []
      : where
          .trim()
          .split(/\s+and\s+/i)
          .map(readCondition);
  const keys = order === undefined ? [] : order.split(",").map((part) => readOrder(part.trim()));
  const errors = [...conditions, ...keys].filter((read) => typeof read === "string");
  if (errors.length > 0) return { errors };
  const holds = conditions.filter((condition) => typeof condition !== "string");
  const sorts = [...keys.filter((key) => typeof key !== "string"), { key: issueId, sign: -1 } as const];
  return {
    isBounded: holds.length > 0,
    select: (rows) =>
      Array.from({ length: rows }, (_, row) => row)
        .filter((row) => holds.every((condition) => condition(row)))
        .sort((one, other) => {
          for (const { key, sign } of sorts) if (key(one) !== key(other)) return sign * (key(one) - key(other));
          return 0;
        }),
  };
};
