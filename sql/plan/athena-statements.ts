/** Statements of Athena. Pure. */
import type { SqlObject } from "../project/types.ts";

const plain = /^[a-z][a-z0-9_]*$/;

const quoted = (name: string): string =>
  name
    .split(".")
    .map((part) => (plain.test(part) ? part : `"${part}"`))
    .join(".");

export const createView = ({ name, sql }: Pick<SqlObject, "name" | "sql">): string =>
  `CREATE OR REPLACE VIEW ${name} AS\n${sql}`;

/** Only views: Athena can't drop Iceberg tables that Lake Formation governs, so the models' job drops them. */
export const dropView = (name: string): string => `DROP VIEW IF EXISTS ${quoted(name)}`;
