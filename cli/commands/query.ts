import type { Command } from "commander";
import type { Athena } from "../../aws/athena/athena.ts";
import { FirstRows, type OpenAnswer } from "../../aws/query/query-answer.ts";
import { UsageError } from "../answer.ts";
import { failure } from "../../model/validation/failure.ts";
import { openLake, type Lake } from "../aws/lake.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { csvAnswer, jsonAnswer, tableAnswer } from "../output/answer-formats.ts";
import { plural } from "../output/format.ts";
import { widthOf } from "../output/text.ts";

interface QueryOptions extends CommonOptions {
  readonly limit: string;
  readonly csv?: boolean;
  readonly as?: string;
  readonly redshift?: boolean;
}

const piecesOf = (
  { pages, ...answered }: OpenAnswer,
  { csv, json, maxRows, width, onTruncated }: Format,
): AsyncIterable<string> => {
  const rows = new FirstRows(pages, maxRows);
  if (json) return jsonAnswer(answered, rows);
  return csv ? csvAnswer(answered, rows, onTruncated) : tableAnswer(answered, rows, width);
};

interface Format {
  readonly csv: boolean;
  readonly json: boolean;
  readonly maxRows: number;
  /** Of the terminal, in characters. */
  readonly width: number;
  /** Called if an answer has no place to say so itself. */
  readonly onTruncated: () => void;
}

const rowLimit = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  const message = `"${text}" is not a number of rows; must be 1 to 999999999`;
  throw new UsageError({ code: "LIMIT_INVALID", place: "--limit", message, fix: "give a whole number" });
};

const refuseTwoFormats = ({ csv, json }: QueryOptions): void => {
  if (csv !== true || json !== true) return;
  const message = "--csv and --json were given; an answer has one format";
  throw new UsageError({ code: "FORMAT_AMBIGUOUS", place: "--csv", message, fix: "leave one of them out" });
};

const refuseRoleOfRedshift = ({ as, redshift }: QueryOptions): void => {
  if (as === undefined || redshift !== true) return;
  const message = "--as and --redshift were given; principals' roles are for Athena, and Redshift has its own roles";
  throw new UsageError({ code: "ENGINE_AMBIGUOUS", place: "--as", message, fix: "leave one of them out" });
};

const engineFor = async (lake: Lake, { as, redshift }: QueryOptions): Promise<Pick<Athena, "open">> => {
  if (redshift !== true) return as === undefined ? lake.athena : lake.athenaAs(as);
  if (lake.redshift !== undefined) return lake.redshift;
  const fix = 'set "lakehouse:redshift" in the stack\'s config and deploy, or query Athena';
  throw failure("REDSHIFT_MISSING", `stack ${lake.deployment.stack}`, "it has no Redshift", fix);
};

export const registerQuery = (program: Command, context: Context): void => {
  program
    .command("query")
    .summary("query Athena or Redshift")
    .description(
      "Runs one statement in the stack's Athena workgroup, or in its Redshift workgroup, and prints its rows.",
    )
    .argument("<sql>", "a statement in the engine's SQL")
    .option("--limit <rows>", "maximum number of rows to print", "1000")
    .option("--as <principal>", "use the role of a principal from the stack's config, with its permissions")
    .option("--redshift", "query Redshift instead of Athena")
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
        const engine = await engineFor(lake, options);
        const answer = await engine.open(sql, { signal: context.signal });
        const { csv = false, json = false } = options;
        const onTruncated = (): void => {
          context.progress.note(`These are the first ${plural(maxRows, "row")}; there are more, raise --limit.`);
        };
        return { pieces: piecesOf(answer, { csv, json, maxRows, width: widthOf(context.stdout), onTruncated }) };
      }),
    );
};
