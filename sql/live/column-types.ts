/**
 * One spelling for each type, so that an engine's type of a statement's result can be compared with the catalog's type
 * of a view. Lengths of texts, precisions of instants and element types of arrays are left out: an engine's result
 * doesn't include them, or they change without a reader noticing. Pure.
 */
import type { ResultColumn } from "../../aws/query/query-answer.ts";
import type { LiveColumn } from "../../model/documents/sql-plan.ts";

/** PostgreSQL's internal names and the standard's long ones. */
const spellings: Readonly<Record<string, string>> = {
  "character varying": "varchar",
  character: "char",
  bpchar: "char",
  text: "varchar",
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double",
  "double precision": "double",
  bool: "boolean",
  numeric: "decimal",
  timestamptz: "timestamp with time zone",
  "timestamp without time zone": "timestamp",
};

/** E.g. `varchar` for `character varying(256)`, `decimal(38,2)` for `numeric(38, 2)`. */
export const liveType = (type: string): string => {
  const [, head = type, size = "", rest = ""] = /^([^(]*)(\(.*\))?([^)]*)$/.exec(type.trim().toLowerCase()) ?? [];
  const name = `${head.trim()}${rest}`;
  const spelled = spellings[name] ?? name;
  return spelled === "decimal" ? `decimal${size.replaceAll(" ", "")}` : spelled;
};

export const resultColumn = ({ name, type, precision, scale }: ResultColumn): LiveColumn => {
  const spelled = liveType(type);
  const size = spelled === "decimal" ? `(${precision},${scale})` : "";
  return { name: name.toLowerCase(), type: `${spelled}${size}` };
};
