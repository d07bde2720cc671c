import type { Command } from "commander";
import { loadContracts } from "../../contracts/index.ts";
import { writeNearest } from "../../model/validation/suggestion.ts";
import type { Lineage } from "../../sql/project/lineage.ts";
import { failure } from "../../model/validation/failure.ts";
import { answering, type Context } from "../context.ts";
import { contractsFolder } from "../folders.ts";
import { renderLineage } from "../output/lineage.ts";

/** The requested columns: one, or all of a relation. */
const askedColumns = (asked: string, { relations }: Lineage): readonly string[] => {
  const [database = "", table = "", column] = asked.toLowerCase().split(".");
  const relation = `${database}.${table}`;
  const columns = relations.get(relation);
  if (columns === undefined) {
    const names = [...relations.keys()].sort();
    const siblings = names.filter((name) => name.startsWith(`${database}.`));
    const known = siblings.length > 0 ? siblings : [...new Set(names.map((name) => name.split(".")[0] ?? ""))];
    const message = `no contract, model or view is called "${relation}"; there ${known.length === 1 ? "is" : "are"} ${known.join(", ")}`;
    const fix = writeNearest(relation, names, "name one of them, as <database>.<table>.<column>");
    throw failure("LINEAGE_RELATION_UNKNOWN", asked, message, fix);
  }
  if (column === undefined) return columns.map((name) => `${relation}.${name}`);
  if (columns.includes(column)) return [`${relation}.${column}`];
  const message = `"${column}" is not a column of ${relation}; its columns are ${columns.join(", ")}`;
  throw failure("LINEAGE_COLUMN_UNKNOWN", asked, message, writeNearest(column, columns, "name one of them"));
};

export const registerLineage = (program: Command, context: Context): void => {
  program
    .command("lineage")
    .summary("show a column's sources and dependents")
    .description(
      "Traces columns through models and views: up to the contracts' columns, down to exposures. Reads only the files, no catalog.",
    )
    .argument("<table.column>", "<database>.<table>.<column>, or <database>.<table> for all of its columns")
    .addHelpText(
      "after",
      `
Columns that only decide which rows there are (in WHERE, HAVING, JOIN … ON, GROUP BY, ORDER BY) are not traced: they are
listed as influences if they are personal, and all of them with --json.

Examples:
  lakehouse lineage mission_processed.transactions.revenue
  lakehouse lineage flights_curated.busiest_routes`,
    )
    .action(
      answering(context, async (_options: object, asked: string) => {
        // The SQL grammars take a moment to load; only SQL commands need them.
        const [{ readProject }, { lineageOf }] = await Promise.all([
          import("../../sql/project/read-project.ts"),
          import("../../sql/project/lineage.ts"),
        ]);
        const { bundle } = loadContracts(contractsFolder);
        const lineage = lineageOf(readProject(bundle), bundle);
        const columns = askedColumns(asked, lineage).map((column) => ({
          column,
          madeOf: lineage.upstream(column).below,
          readBy: lineage.downstream(column).below,
          influencedBy: lineage.influences(column.slice(0, column.lastIndexOf("."))),
          ...{ kind: lineage.upstream(column).kind, classification: lineage.upstream(column).classification },
        }));
        return { document: { columns }, text: columns.map(renderLineage).join("\n\n") };
      }),
    );
};
