/** Where a column's field is in the source's records: at the top level, or in objects within a record. Pure. */
import type { Column } from "./documents/contract-bundle.ts";

type Located = Pick<Column, "sourceName" | "sourcePath">;

/** Names from the record's top level to the field. */
export const pathOf = ({ sourceName, sourcePath }: Located): readonly string[] => sourcePath ?? [sourceName];

/** Fields by their names. What is in an object is below its name; a column's own field has nothing below it. */
export type FieldTree = ReadonlyMap<string, FieldTree>;

type Growing = Map<string, Growing>;

/** The fields that columns read, and the objects around them. */
export const fieldTree = (columns: readonly Located[]): FieldTree => {
  const root: Growing = new Map();
  for (const column of columns) {
    let node = root;
    for (const name of pathOf(column)) {
      const below: Growing = node.get(name) ?? new Map<string, Growing>();
      node.set(name, below);
      node = below;
    }
  }
  return root;
};
