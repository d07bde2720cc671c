/** Warnings of one file, except those that its header allows. Pure. */
import type { Draft } from "../project/draft.ts";
import { grammars } from "../project/grammars.ts";
import { syntaxOf } from "../project/query.ts";
import type { Relation } from "../project/tables.ts";
import { dialectOf } from "../project/types.ts";
import { sqlWarnings, unusedAllowance } from "../codes.ts";
import { lintsOf, type Lint } from "./lints.ts";
import type { SqlReport } from "./report.ts";

const engines = { spark: "Spark", trino: "Athena", redshift: "Redshift" } as const;

const warningsOf = (draft: Draft, sources: ReadonlyMap<string, Relation>): readonly Lint[] => {
  const { select } = draft;
  if (select === undefined) return [];
  const { sql, query, doubt } = select;
  const dialect = dialectOf(draft.kind);
  const ast = syntaxOf(sql, grammars[dialect]);
  const columns = new Map(
    [...sources].map(([name, relation]) => [
      name,
      new Map(relation.columns.map((column) => [column.name, column.type])),
    ]),
  );
  const unsure = doubt && {
    ...{ code: "SQL_SYNTAX_UNSURE" as const, offset: doubt.offset },
    message: `${doubt.message}, according to the local grammar, which may be wrong: ${engines[dialect]} decides when it is planned`,
    fix: "plan, and correct what is refused",
  };
  return [...(unsure ? [unsure] : []), ...(ast === undefined ? [] : lintsOf({ ast, sql, dialect, query, columns }))];
};

export const warnOf = (draft: Draft, sources: ReadonlyMap<string, Relation>, report: SqlReport): void => {
  const warn = report.warnOn(draft.source);
  const { allow = {} } = draft.header.value;
  const found = warningsOf(draft, sources);
  const start = draft.start + (draft.select?.start ?? 0);
  for (const { code, offset, message, fix } of found.filter((lint) => allow[lint.code] === undefined)) {
    const allowed = `${fix}; or allow it in the header, "allow: { ${code}: <why it is intended> }"`;
    warn(code, start + offset, message, allowed);
  }
  const codes = new Set(found.map(({ code }) => code));
  for (const code of sqlWarnings.filter((each) => allow[each] !== undefined && !codes.has(each))) {
    const message = `the header allows ${code}, but nothing in the file causes it`;
    warn(unusedAllowance, draft.header.offsetOf(["allow", code]), message, "remove it");
  }
};
