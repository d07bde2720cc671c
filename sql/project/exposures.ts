/** Readers of relations outside SQL: `sql/exposures/*.yaml`. Pure. */
import { writeNearest } from "../../model/validation/suggestion.ts";
import type { SqlReport } from "../check/report.ts";
import { idOf, type Draft } from "./draft.ts";
import type { SourceFile } from "./source-text.ts";
import type { Exposure } from "./types.ts";
import { exposureSchema } from "./header-schema.ts";
import { checkYaml } from "./yaml-check.ts";

/**
 * Exposures by name. Without relations, because a file that declares some can't be read, they are checked only by
 * themselves.
 */
export const readExposures = (
  sources: readonly SourceFile[],
  relations: ReadonlyMap<string, Draft> | undefined,
  report: SqlReport,
): readonly Exposure[] => {
  const first = new Map<string, string>();
  const exposures = sources.flatMap((source): readonly Exposure[] => {
    const addProblem = report.on(source);
    const checked = checkYaml(source.file, source.text, exposureSchema, addProblem);
    if (checked === undefined) return [];
    const { value, offsetOf } = checked;
    const other = first.get(value.name);
    if (other !== undefined) {
      const message = `${value.name} is already declared in ${other}`;
      addProblem("SQL_EXPOSURE_DUPLICATE", offsetOf(["name"]), message, "rename one of them, or delete it");
      return [];
    }
    first.set(value.name, source.file);
    if (relations === undefined) return [];
    const reads = value.reads.flatMap((name, index) => {
      const draft = relations.get(name);
      if (draft !== undefined) return [idOf(draft)];
      const known = [...relations.keys()].sort();
      const message = `no model, view or view of Redshift is called ${name}; there are ${known.join(", ")}`;
      const fix = writeNearest(name, known, "correct the name, or remove it");
      addProblem("SQL_EXPOSURE_READS", offsetOf(["reads", index]), message, fix);
      return [];
    });
    const { url, ...rest } = value;
    return [{ ...rest, ...(url !== undefined && { url }), file: source.file, reads: reads.sort() }];
  });
  return exposures.sort((a, b) => (a.name < b.name ? -1 : 1));
};
