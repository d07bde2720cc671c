/** Which columns a role can effectively read, by the rules of Lake Formation. Pure. */
import { iamAllowedPrincipals, type LiveGovernance, type LiveGrant, type LiveTable } from "./live.ts";
import type { TagKey, Tags } from "./tags.ts";

const readsRows = ({ permissions }: LiveGrant): boolean => permissions.some((one) => one === "SELECT" || one === "ALL");

const matches = (tags: Tags, expression: Readonly<Record<string, readonly string[]>>): boolean =>
  Object.entries(expression).every(([key, values]) => {
    const value = tags[key as TagKey];
    return value !== undefined && values.includes(value);
  });

/** Columns of `table` that the grant exposes. */
const opened = ({ resource }: LiveGrant, table: LiveTable): readonly string[] => {
  const all = Object.keys(table.columns);
  const isInDatabase = "database" in resource && resource.database === table.database;
  switch (resource.kind) {
    case "every-table":
      return isInDatabase ? all : [];
    case "table":
      return isInDatabase && resource.table === table.table ? all : [];
    case "columns": {
      if (!isInDatabase || resource.table !== table.table) return [];
      const { columns, excluded = [] } = resource;
      return columns ?? all.filter((column) => !excluded.includes(column));
    }
    case "tags":
      if (resource.on === "DATABASE") return [];
      return all.filter((column) => matches(table.columns[column] ?? {}, resource.expression));
    case "catalog":
    case "database":
    case "location":
    case "other":
      return [];
  }
};

/** Columns of `table` that the role can read through any grant, including grants to everyone. */
export const readableColumns = (
  { grants }: Pick<LiveGovernance, "grants">,
  role: string,
  table: LiveTable,
): ReadonlySet<string> => {
  const own = grants.filter((grant) => [role, iamAllowedPrincipals].includes(grant.principal) && readsRows(grant));
  return new Set(own.flatMap((grant) => opened(grant, table)));
};
