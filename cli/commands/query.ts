import type { Command } from "commander";
import type { QueryResult } from "../../sql/athena.ts";
import { UsageError, type Answer } from "../answer.ts";
import { openLake } from "../aws/lake.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { renderCsv } from "../output/csv.ts";
import { formatBytes, formatSeconds, plural } from "../output/format.ts";
import { renderRows } from "../output/rows.ts";

interface QueryOptions extends CommonOptions {
  readonly limit: string;
  readonly csv?: boolean;
  readonly as?: string;
}

const summary = ({ rows, truncated, seconds, scannedBytes }: QueryResult): string => {
  const more = truncated ? "; there are more, raise --limit" : "";
  return `(${plural(rows.length, "row")}${more}; ${formatSeconds(seconds)}, ${formatBytes(scannedBytes)} read)`;
};

const answerOf = (result: QueryResult, csv: boolean): Answer => {
  const { queryId, columns, rows, truncated, seconds, scannedBytes } = result;
  const document = { queryId, columns, rows, truncated, seconds, scannedBytes };
  if (csv)
    return {
      document,
      text: renderCsv(
        columns.map(({ name }) => name),
        rows,
      ),
    };
  return { document, text: [...(columns.length > 0 ? [renderRows(result), ""] : []), summary(result)].join("\n") };
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

export const registerQuery = (program: Command, context: Context): void => {
  program
    .command("query")
    .summary("ask Athena")
    .description("Runs one statement in the stack's Athena workgroup and prints its rows.")
    .argument("<sql>", "a statement in Athena's SQL")
    .option("--limit <rows>", "rows to print at most", "1000")
    .option("--as <principal>", "with the role of a principal of the stack's config, and what it may see")
    .option("--csv", "print CSV: NULL is an empty field, an empty string is quoted")
    .addHelpText(
      "after",
      `
Examples:
  lakehouse query "select * from flights_curated.busiest_routes where rank <= 10"
  lakehouse query "show tables in flights_processed"
  lakehouse query --as analyst "select segment, country_code from mission_processed.customers"
  lakehouse query --csv --limit 100000 "select * from flights_processed.planes" > planes.csv`,
    )
    .action(
      answering(context, async (options: QueryOptions, sql: string) => {
        const maxRows = rowLimit(options.limit);
        refuseTwoFormats(options);
        const lake = await openLake(options.stack);
        const athena = options.as === undefined ? lake.athena : await lake.athenaAs(options.as);
        const result = await athena.query(sql, { maxRows, signal: context.signal });
        return answerOf(result, options.csv === true);
      }),
    );
};
