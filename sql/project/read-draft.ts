/** Reads one file: its header by schema, its SQL by its engine's grammar. */
import type { ReportFile, SqlReport } from "../check/report.ts";
import { canonicalStatements } from "./canonical.ts";
import type { Draft, QueryDraft, RedshiftDraft } from "./draft.ts";
import { splitFile, type SplitFile } from "./header.ts";
import { modelHeaderSchema, viewHeaderSchema, type ModelHeader, type ViewHeader } from "./header-schema.ts";
import { parseQuery, withoutEnd, type Query } from "./query.ts";
import { allowedStatements, redshiftStatements, type RedshiftStatement } from "./redshift-statements.ts";
import { dialectNames, readSelect } from "./read-select.ts";
import type { SourceFile } from "./source-text.ts";
import { checkYaml, type CheckedYaml } from "./yaml-check.ts";

const readRedshiftQuery = (sql: string, start: number, report: ReportFile): Query | undefined => {
  const parsed = parseQuery(sql, "redshift");
  if ("query" in parsed) return parsed.query;
  report("SQL_SYNTAX", start + parsed.offset, parsed.message, `write a SELECT in ${dialectNames.redshift} SQL`);
  return undefined;
};

const headerSchemas = { model: modelHeaderSchema, view: viewHeaderSchema };

const readQueryDraft = (
  source: SourceFile,
  kind: "model" | "view",
  { yaml, sql: body, start }: SplitFile,
  report: ReportFile,
): QueryDraft | undefined => {
  const header: CheckedYaml<ModelHeader | ViewHeader> | undefined = checkYaml(
    source.file,
    yaml,
    headerSchemas[kind],
    report,
  );
  const dialect = kind === "model" ? "spark" : "trino";
  const sql = withoutEnd(body, dialect);
  const read = readSelect(sql, start, dialect, report);
  if (header === undefined || read === undefined) return undefined;
  return {
    source,
    kind,
    name: header.value.name,
    header,
    ...("grain" in header.value && { model: header as CheckedYaml<ModelHeader> }),
    sql,
    start,
    select: { sql, start: 0, query: read.query, ...(read.doubt && { doubt: read.doubt }) },
    canonical: read.canonical,
  };
};

type Maker = RedshiftStatement & { readonly kind: RedshiftDraft["kind"] };

const makers: readonly string[] = ["external schema", "schema", "role", "masking policy", "late-binding view"];
const isMaker = (statement: RedshiftStatement | undefined): statement is Maker =>
  statement !== undefined && makers.includes(statement.kind);

/** Which statements may accompany the one before them. */
const companions: Readonly<Partial<Record<RedshiftStatement["kind"], readonly RedshiftDraft["kind"][]>>> = {
  "grant usage": ["schema", "external schema"],
  "grant select": ["late-binding view"],
  attach: ["late-binding view"],
};

/** Reports statements that the file may not contain; returns the one that creates its object. */
const readStatements = (
  statements: readonly RedshiftStatement[],
  start: number,
  report: ReportFile,
): Maker | undefined => {
  const [maker, ...others] = statements;
  if (!isMaker(maker)) {
    const message = `the file doesn't begin with a statement that creates an object; allowed are ${allowedStatements}`;
    report("SQL_STATEMENT", start + (maker?.start ?? 0), message, "write one object per file, as one of these");
    return undefined;
  }
  for (const other of others) {
    if (companions[other.kind]?.includes(maker.kind) === true && "on" in other) {
      if (other.on === maker.name) continue;
      const message = `the statement is about ${other.on}, but the file creates ${maker.name}; grants and attachments belong in the file of their object`;
      report("SQL_GRANT_FOREIGN", start + other.start, message, `move it to the file that creates ${other.on}`);
    } else {
      const message = `the statement can't follow the one that creates the ${maker.kind} ${maker.name}; allowed are ${allowedStatements}`;
      report(
        "SQL_STATEMENT",
        start + other.start,
        message,
        "move another object to its own file, or remove the statement",
      );
    }
  }
  return maker;
};

const readRedshiftDraft = (
  source: SourceFile,
  { yaml, sql, start }: SplitFile,
  report: ReportFile,
): RedshiftDraft | undefined => {
  const header = checkYaml(source.file, yaml, viewHeaderSchema, report);
  const statements = redshiftStatements(sql);
  const maker = readStatements(statements, start, report);
  if (header === undefined || maker === undefined) return undefined;
  const { name } = header.value;
  if (name !== maker.name) {
    const message = `the header's name is ${name}, but the file creates ${maker.name}`;
    report("SQL_NAME_DIFFERS", header.offsetOf(["name"]), message, "use the same name in both places");
  }
  const texts = statements.map((statement) => sql.slice(statement.start, statement.end));
  const draft = {
    source,
    kind: maker.kind,
    name,
    header,
    sql,
    start,
    statements,
    canonical: canonicalStatements(texts),
  };
  if (maker.kind !== "late-binding view") return draft;
  const select = sql.slice(maker.query.start, maker.query.end);
  const query = readRedshiftQuery(select, start + maker.query.start, report);
  return query && { ...draft, select: { sql: select, start: maker.query.start, query } };
};

/** What each folder contains, directly in it. */
const folders = [
  [/^sql\/curated\/[^/]+\.sql$/, "model"],
  [/^sql\/views\/[^/]+\.sql$/, "view"],
  [/^sql\/redshift\/[^/]+\.sql$/, "redshift"],
] as const;

const tellStray = (report: ReportFile): void => {
  const message =
    "nothing reads this file; only *.sql in sql/curated, sql/views and sql/redshift and *.yaml in sql/exposures are read, without subfolders";
  report("SQL_FILE_STRAY", 0, message, "move or rename it, or change its extension");
};

export const readDraft = (source: SourceFile, report: SqlReport): Draft | undefined => {
  const split = splitFile(source.text);
  const addProblem = report.on(source);
  const kind = folders.find(([files]) => files.test(source.file))?.[1];
  if (kind === undefined) {
    tellStray(addProblem);
    return undefined;
  }
  return kind === "redshift"
    ? readRedshiftDraft(source, split, addProblem)
    : readQueryDraft(source, kind, split, addProblem);
};
