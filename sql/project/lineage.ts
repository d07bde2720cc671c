/** Each column's sources and readers, from contracts' columns to exposures. Pure. */
import type { Bundle, Classification } from "../../model/documents/contract-bundle.ts";
import { contractTables } from "./tables.ts";
import type { Influence } from "../../model/documents/sql-plan.ts";
import type { ObjectKind } from "../../model/sql/objects.ts";
import type { Project, SqlObject } from "./types.ts";

/** A column, or an exposure that reads its relation; further nodes are below it. */
export interface LineageNode {
  /** `<database>.<table>.<column>`, or an exposure's name. */
  readonly name: string;
  readonly kind: "contract" | ObjectKind | "exposure";
  /** Absent for exposures. */
  readonly classification?: Classification;
  readonly below: readonly LineageNode[];
}

export interface Lineage {
  /** Columns by `<database>.<table>`, for contracts, models and views. */
  readonly relations: ReadonlyMap<string, readonly string[]>;
  /** The column and all its sources. */
  readonly upstream: (column: string) => LineageNode;
  /** What decides a relation's rows: in its own clauses, and in those of its sources; nearest first. */
  readonly influences: (relation: string) => readonly RelationInfluence[];
  /** The column and everything made of it, exposures last. */
  readonly downstream: (column: string) => LineageNode;
}

/** An influence and the relation whose SELECT contains it. */
export interface RelationInfluence extends Influence {
  readonly on: string;
}

interface Column {
  readonly relation: string;
  readonly kind: "contract" | ObjectKind;
  readonly classification: Classification;
  readonly from: readonly string[];
}

const columnsByName = ({ objects }: Project, contracts: Bundle): ReadonlyMap<string, Column> => {
  const declared = [...contractTables(contracts).values()].flatMap(({ name, columns }) =>
    columns.map((column): readonly [string, Column] => [
      `${name}.${column.name}`,
      { relation: name, kind: "contract", classification: column.classification, from: [] },
    ]),
  );
  const made = objects.flatMap(({ name, kind, columns }) =>
    columns.map((column): readonly [string, Column] => [
      `${name}.${column.name}`,
      { relation: name, kind, classification: column.classification, from: column.from },
    ]),
  );
  return new Map([...declared, ...made]);
};

const grouped = (pairs: Iterable<readonly [string, string]>): ReadonlyMap<string, readonly string[]> => {
  const groups = new Map<string, string[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
};

export const lineageOf = (project: Project, contracts: Bundle): Lineage => {
  const columns = columnsByName(project, contracts);
  const readers = grouped([...columns].flatMap(([name, { from }]) => from.map((source) => [source, name] as const)));
  const nameOfId = new Map(project.objects.map(({ id, name }) => [id, name]));
  const exposures = grouped(
    project.exposures.flatMap(({ name, reads, tables = [] }) =>
      [...reads.map((id) => nameOfId.get(id) ?? id), ...tables].map((relation) => [relation, name] as const),
    ),
  );
  const columnsOf = new Map(project.exposures.map(({ name, columns }) => [name, columns]));
  const node = (name: string, below: readonly LineageNode[]): LineageNode => {
    const { kind = "contract", classification } = columns.get(name) ?? {};
    return { name, kind, ...(classification !== undefined && { classification }), below };
  };
  const upstream = (name: string): LineageNode => node(name, (columns.get(name)?.from ?? []).map(upstream));
  const downstream = (name: string): LineageNode => {
    const relation = columns.get(name)?.relation ?? "";
    const shown = (exposures.get(relation) ?? [])
      .filter((exposure) => columnsOf.get(exposure)?.includes(name.slice(relation.length + 1)) !== false)
      .map((exposure): LineageNode => ({ name: exposure, kind: "exposure", below: [] }));
    return node(name, [...(readers.get(name) ?? []).map(downstream), ...shown]);
  };
  const relations = grouped([...columns].map(([name, { relation }]) => [relation, name.slice(relation.length + 1)]));
  const byId = new Map(project.objects.map((object) => [object.id, object]));
  const byName = new Map(project.objects.map((object) => [object.name, object]));
  const influences = (relation: string): readonly RelationInfluence[] => {
    const found: RelationInfluence[] = [];
    const seen = new Set<string>();
    const visit = (object: SqlObject | undefined): void => {
      if (object === undefined || seen.has(object.id)) return;
      seen.add(object.id);
      found.push(...object.influences.map((influence) => ({ on: object.name, ...influence })));
      for (const id of object.dependsOn) visit(byId.get(id));
    };
    visit(byName.get(relation));
    return found;
  };
  return { relations, upstream, downstream, influences };
};
