/** Columns as a crawler infers them, also within objects. Pure. */
import type { FieldTree } from "./field-path.ts";

/** A column in the crawler's spelling: name in lower case, type in Hive's spelling. */
export interface InferredColumn {
  readonly name: string;
  readonly type: string;
}

/** A column found for a field. Where an object is expected, it may be something else: then it is that. */
export interface FoundColumn extends InferredColumn {
  readonly isAround: boolean;
}

const lower = (name: string): string => name.toLowerCase();

/** @example `a:int,b:struct<c:int,d:int>` has two parts */
const partsOf = (list: string): readonly string[] => {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < list.length; at += 1) {
    const sign = list.charAt(at);
    if ("<(".includes(sign)) depth += 1;
    else if (">)".includes(sign)) depth -= 1;
    else if (sign === "," && depth === 0) {
      parts.push(list.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, list.slice(start)].filter((part) => part !== "");
};

/** Fields of an object; `undefined` for the type of anything else. */
const fieldsOf = (type: string): readonly InferredColumn[] | undefined => {
  const inner = /^struct<(.*)>$/.exec(type)?.[1];
  if (inner === undefined) return undefined;
  return partsOf(inner).map((part) => {
    const colon = part.indexOf(":");
    return { name: part.slice(0, colon), type: part.slice(colon + 1) };
  });
};

/** The column or field at a path; `undefined` if there is none. */
export const inferredAt = (
  columns: readonly InferredColumn[],
  [name = "", ...rest]: readonly string[],
): FoundColumn | undefined => {
  const own = columns.find((column) => lower(column.name) === lower(name));
  if (own === undefined) return undefined;
  if (rest.length === 0) return { ...own, isAround: false };
  const fields = fieldsOf(own.type);
  return fields === undefined ? { ...own, isAround: true } : inferredAt(fields, rest);
};

/** Columns and fields that are not in the tree, whose names are in lower case. */
export const undeclaredColumns = (
  columns: readonly InferredColumn[],
  declared: FieldTree,
  prefix = "",
): readonly InferredColumn[] =>
  columns.flatMap(({ name, type }) => {
    const node = declared.get(lower(name));
    if (node === undefined) return [{ name: `${prefix}${name}`, type }];
    const fields = node.size === 0 ? undefined : fieldsOf(type);
    return fields === undefined ? [] : undeclaredColumns(fields, node, `${prefix}${name}.`);
  });
