import { TrinoSQL, TrinoSqlListener } from "dt-sql-parser";
import type { Problem } from "../model/problem.ts";
import type { TableReference } from "./view.ts";

interface Place {
  readonly file: string;
  /** Line of the file on which the statement begins, from 1. */
  readonly firstLine: number;
}

interface Statement {
  /** Tables and views outside the statement; names that a WITH clause defines are not among them. */
  readonly reads: readonly TableReference[];
  readonly problems: readonly Problem[];
}

interface Found {
  readonly tables: { readonly parts: readonly string[]; readonly line: number }[];
  readonly named: Set<string>;
  /** Lines with a `*` in a list of columns. */
  readonly stars: Set<number>;
  statements: number;
  selects: number;
}

const unquoted = (identifier: string): string => identifier.replace(/^"(.*)"$/, "$1").toLowerCase();

class Collector extends TrinoSqlListener {
  readonly found: Found = { tables: [], named: new Set(), stars: new Set(), statements: 0, selects: 0 };

  override enterSingleStatement = (): void => {
    this.found.statements += 1;
  };

  override enterStatementDefault = (): void => {
    this.found.selects += 1;
  };

  override enterNamedQuery: NonNullable<TrinoSqlListener["enterNamedQuery"]> = (context) => {
    this.found.named.add(unquoted(context.identifier().getText()));
  };

  override enterTableName: NonNullable<TrinoSqlListener["enterTableName"]> = (context) => {
    const name = context.tableOrViewName();
    const identifiers = name.tableRef()?.identifier() ?? name.viewRef()?.identifier() ?? [];
    this.found.tables.push({
      parts: identifiers.map((identifier) => unquoted(identifier.getText())),
      line: context.start?.line ?? 1,
    });
  };

  override enterSelectAllWithoutTable: NonNullable<TrinoSqlListener["enterSelectAllWithoutTable"]> = (context) => {
    this.found.stars.add(context.start?.line ?? 1);
  };

  override enterTableAllColumns: NonNullable<TrinoSqlListener["enterTableAllColumns"]> = (context) => {
    this.found.stars.add(context.start?.line ?? 1);
  };
}

const collect = (parser: TrinoSQL, sql: string): { found: Found; problems: readonly (readonly [number, string])[] } => {
  const errors: (readonly [number, string])[] = [];
  const tree = parser.parse(sql, (error) => errors.push([error.startLine, error.message]));
  const collector = new Collector();
  parser.listen(collector, tree);
  return { found: collector.found, problems: errors };
};

/**
 * Finds the tables that a SELECT reads, by Trino's grammar. Pure; reports instead of throwing, so that every file's
 * problems can be shown together.
 */
export const analyseStatement = (sql: string, { file, firstLine }: Place): Statement => {
  const place = (line: number): string => `${file}:${(firstLine + line - 1).toString()}`;
  const { found, problems: errors } = collect(new TrinoSQL(), sql);
  if (errors.length > 0) {
    const syntax = errors.map(([line, message]) => ({
      code: "VIEW_SYNTAX",
      place: place(line),
      message: message.replace(/\.$/, ""),
      fix: "write one SELECT in Athena's (Trino's) SQL",
    }));
    return { reads: [], problems: syntax };
  }
  if (found.statements !== 1 || found.selects !== 1) {
    const message = `the file holds ${found.statements.toString()} statements, ${found.selects.toString()} of them SELECT; one SELECT is allowed`;
    const fix = "keep one SELECT per file; CREATE VIEW is added when the view is applied";
    return { reads: [], problems: [{ code: "VIEW_NOT_ONE_SELECT", place: place(1), message, fix }] };
  }
  const stars = [...found.stars].map((line) => ({
    code: "VIEW_SELECT_STAR",
    place: place(line),
    message: "* makes the view's columns depend on what the table has when the view is applied; columns are listed",
    fix: "list the columns",
  }));
  const outside = found.tables.filter(({ parts }) => parts.length > 1 || !found.named.has(parts[0] ?? ""));
  const unqualified = outside
    .filter(({ parts }) => parts.length !== 2)
    .map(({ parts, line }) => ({
      code: "VIEW_TABLE_UNQUALIFIED",
      place: place(line),
      message: `"${parts.join(".")}" is not <database>.<table>`,
      fix: "write the database before the table, without a catalog",
    }));
  return {
    reads: outside.map(({ parts, line }) => ({ name: parts.join("."), line: firstLine + line - 1 })),
    problems: [...stars, ...unqualified],
  };
};
