/** Statements of Athena. Pure. */
import type { SqlObject } from "../project/types.ts";

const plain = /^[a-z][a-z0-9_]*$/;

const quoted = (name: string, quote: '"' | "`"): string =>
  name
    .split(".")
    .map((part) => (plain.test(part) ? part : `${quote}${part}${quote}`))
    .join(".");

export const createView = ({ name, sql }: Pick<SqlObject, "name" | "sql">): string =>
  `CREATE OR REPLACE VIEW ${name} AS\n${sql}`;

/** Tables are Hive's to drop and views Trino's: https://docs.aws.amazon.com/athena/latest/ug/reserved-words.html */
export const dropRelation = (kind: "model" | "view", name: string): string =>
  kind === "model" ? `DROP TABLE IF EXISTS ${quoted(name, "`")}` : `DROP VIEW IF EXISTS ${quoted(name, '"')}`;
