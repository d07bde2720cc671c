import type { Command } from "commander";
import type { QueryOptions as EngineOptions, QueryResult } from "../../sql/engines/athena.ts";
import type { RedshiftResult } from "../../sql/engines/redshift.ts";
import { failure, UsageError, type Answer } from "../answer.ts";
import { openLake, type Lake } from "../aws/lake.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { renderCsv } from "../output/csv.ts";
import { formatBytes, formatSeconds, plural } from "../output/format.ts";
import { renderRows } from "../output/rows.ts";

interface QueryOptions extends CommonOptions {
  readonly limit: string;
  readonly csv?: boolean;
  readonly as?: string;
  readonly redshift?: boolean;
}

type Result = QueryResult | RedshiftResult;

const summary = (result: Result): string => {
  const more = result.truncated ? "; there are more, raise --limit" : "";
  const read = "scannedBytes" in result ? `, ${formatBytes(result.scannedBytes)} read` : "";
  return `(${plural(result.rows.length, "row")}${more}; ${formatSeconds(result.seconds)}${read})`;
};

const answerOf = (result: Result, csv: boolean): Answer => {
  const { columns, rows } = result;
  if (csv)
    return {
      document: result,
      text: renderCsv(
        columns.map(({ name }) => name),
        rows,
      ),
    };
  return {
    document: result,
    text: [...(columns.length > 0 ? [renderRows(result), ""] : []), summary(result)],
  };
};

const rowLimit = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  const message = `"${text}" is not a number of rows; allowed are 1 to 999999999`;
  throw new UsageError({ code: "LIMIT_INVALID", place: "--limit", message, fix: "give a whole number" });
};

const refuseTwoFormats = ({ csv, json }: QueryOptions): void => {
  if (csv !== true || json !== true) return;
  const message = "--csv and --json were given; an answer has one format";
  throw new UsageError({ code: "FORMAT_AMBIGUOUS", place: "--csv", message, fix: "leave one of them out" });
};

const refuseRoleOfRedshift = ({ as, redshift }: QueryOptions): void => {
  if (as === undefined || redshift !== true) return;
  const message = "--as and --redshift were given; the roles of principals are Athena's, Redshift has its own";
  throw new UsageError({ code: "ENGINE_AMBIGUOUS", place: "--as", message, fix: "leave one of them out" });
};

const ask = async (
  lake: Lake,
  sql: string,
  { as, redshift }: QueryOptions,
  options: EngineOptions,
): Promise<Result> => {
  if (redshift !== true) return (as === undefined ? lake.athena : await lake.athenaAs(as)).query(sql, options);
  if (lake.redshift !== undefined) return lake.redshift.query(sql, options);
  const fix = 'set "lakehouse:redshift" in the stack\'s config and deploy, or ask Athena';
  throw failure("REDSHIFT_MISSING", `stack ${lake.deployment.stack}`, "it has no Redshift", fix);
};

export const registerQuery = (program: Command, context: Context): void => {
  program
    .command("query")
    .summary("ask Athena or Redshift")
    .description(
      "Runs one statement in the stack's Athena workgroup, or in its Redshift workgroup, and prints its rows.",
    )
    .argument("<sql>", "a statement in the engine's SQL")
    .option("--limit <rows>", "rows to print at most", "1000")
    .option("--as <principal>", "with the role of a principal of the stack's config, and what it may see")
    .option("--redshift", "ask Redshift instead of Athena")
    .option("--csv", "print CSV: NULL is an empty field, an empty string is quoted")
    .addHelpText(
      "after",
      `
Examples:
  lakehouse query "select * from flights_curated.busiest_routes where rank <= 10"
  lakehouse query "show tables in flights_processed"
  lakehouse query --as analyst "select segment, country_code from mission_processed.customers"
  lakehouse query --redshift "select nspname from pg_namespace"
  lakehouse query --csv --limit 100000 "select * from flights_processed.planes" > planes.csv`,
    )
    .action(
      answering(context, async (options: QueryOptions, sql: string) => {
        const maxRows = rowLimit(options.limit);
        refuseTwoFormats(options);
        refuseRoleOfRedshift(options);
        const lake = await openLake(options.stack);
        const result = await ask(lake, sql, options, { maxRows, signal: context.signal });
        return answerOf(result, options.csv === true);
      }),
    );
};
