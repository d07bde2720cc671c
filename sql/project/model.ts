/** A model, compiled from its header and its query. Pure. */
import { createHash } from "node:crypto";
import { partitionTransforms, type ColumnType, type Partition } from "../../model/documents/contract-bundle.ts";
import type { Model, ModelMode, ModelTest, QueryPiece } from "../../model/documents/sql-bundle.ts";
import { columnType, logicalTypes } from "../../model/types.ts";
import type { ModelHeader, StatedTest } from "./header-schema.ts";
import type { DeclaredColumn, Reference } from "./types.ts";

/** `undefined` for text that isn't a column type. */
export const columnTypeOf = (written: string): ColumnType | undefined => {
  const compact = written.toLowerCase().replaceAll(" ", "");
  for (const logicalType of logicalTypes) {
    const found = columnType(logicalType, compact);
    if ("type" in found) return found.type;
  }
  return undefined;
};

/** `day(recorded_at)` or `segment`; the schema allows only these. */
export const partitionOf = (written: string): Partition => {
  const [, word, argument] = /^(\w+)(?:\((\w+)\))?$/.exec(written) ?? [];
  const transform = partitionTransforms.find((name) => name === word);
  return argument === undefined
    ? { column: word ?? written, transform: "identity" }
    : { column: argument, transform: transform ?? "identity" };
};

export const testsOf = (header: Pick<ModelHeader, "grain" | "tests">): readonly ModelTest[] => {
  const stated = (header.tests ?? []).flatMap(testOf);
  // The grain implies both without an explicit test
  const implied: readonly ModelTest[] = [
    { kind: "unique", columns: header.grain },
    { kind: "not_null", columns: header.grain },
  ];
  const seen = new Set<string>();
  return [...implied, ...stated].filter((test) => {
    const key = JSON.stringify(test);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};

const testOf = (test: StatedTest): readonly ModelTest[] => [
  ...(test.unique ? [{ kind: "unique" as const, columns: test.unique }] : []),
  ...(test.not_null ? [{ kind: "not_null" as const, columns: test.not_null }] : []),
  ...(test.accepted_values ? [{ kind: "accepted_values" as const, ...test.accepted_values }] : []),
  ...(test.relationships ? [{ kind: "relationships" as const, ...test.relationships }] : []),
  ...(test.row_count ? [{ kind: "row_count" as const, ...test.row_count }] : []),
  ...(test.freshness ? [{ kind: "freshness" as const, ...test.freshness }] : []),
];

const piecesOf = (sql: string, references: readonly Reference[]): readonly QueryPiece[] => {
  const pieces: QueryPiece[] = [];
  let at = 0;
  for (const { name, start, end } of references) {
    if (start > at) pieces.push({ text: sql.slice(at, start) });
    pieces.push({ table: name });
    at = end;
  }
  if (at < sql.length) pieces.push({ text: sql.slice(at) });
  return pieces;
};

export interface ModelParts {
  readonly name: string;
  readonly header: ModelHeader;
  readonly sql: string;
  /** The query's canonical text. */
  readonly canonical: string;
  readonly references: readonly Reference[];
  readonly columns: readonly (DeclaredColumn & { readonly type: ColumnType })[];
  readonly mode: ModelMode;
}

/** Everything that determines the table's columns and rows, as one text; pure descriptions are left out. */
export const modelSettings = ({ header, columns, mode }: Pick<ModelParts, "header" | "columns" | "mode">): string =>
  JSON.stringify({
    mode,
    grain: header.grain,
    partitions: (header.partitioned_by ?? []).map(partitionOf),
    columns: columns.map(({ name, type }) => [name, type]),
    tests: testsOf(header),
  });

export const compileModel = (parts: ModelParts): Model => {
  const { name, header, sql, canonical, references, columns, mode } = parts;
  return {
    name,
    description: header.description,
    owner: header.owner,
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type,
      description: header.columns[column.name]?.description ?? "",
      classification: column.classification,
    })),
    grain: header.grain,
    mode,
    partitions: (header.partitioned_by ?? []).map(partitionOf),
    tests: testsOf(header),
    query: piecesOf(sql, references),
    reads: [...new Set(references.map((reference) => reference.name))].sort(),
    hash: createHash("sha256")
      .update(`${canonical}\n${modelSettings(parts)}`)
      .digest("hex"),
  };
};
