/** What depends on contracts' tables, through any number of models and views. Pure. */
import { readerKinds, type Reader, type ReaderKind } from "../../model/documents/sql-bundle.ts";
import type { Project, SqlObject } from "./types.ts";

const isReader = (kind: SqlObject["kind"]): kind is ReaderKind & SqlObject["kind"] =>
  readerKinds.some((known) => known === kind);

const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].sort();

/** Models, views and exposures in the project's order, exposures last, each with all tables that it is made of. */
export const readersOf = ({ objects, exposures }: Project): readonly Reader[] => {
  const tables = new Map<string, readonly string[]>();
  const behind = (ids: readonly string[]): readonly string[] => ids.flatMap((id) => tables.get(id) ?? []);
  for (const { id, model, dependsOn, tables: own } of objects) {
    // A model must also come after the models that its tests compare it with; it isn't made of them.
    const read = model === undefined ? dependsOn : model.reads.map((name) => `model ${name}`);
    tables.set(id, sorted([...own, ...behind(read)]));
  }
  return [
    ...objects.flatMap(({ id, kind, name }) => (isReader(kind) ? [{ kind, name, tables: behind([id]) }] : [])),
    // Visuals are listed for columns; here their dashboard stands for them
    ...exposures.flatMap(({ kind, name, reads, tables: own = [] }) =>
      kind === "visual" ? [] : [{ kind, name, tables: sorted([...own, ...behind(reads)]) }],
    ),
  ];
};
