import type { Influence } from "../../model/documents/sql-plan.ts";
import type { SqlObject } from "../../sql/project/types.ts";

/** Only personal influences are reported: the others reveal nothing that a contract's readers may not know. */
export const personalOf = <T extends Influence>(influences: readonly T[]): readonly T[] =>
  influences.filter(({ classification }) => classification === "personal");

/** `mission_processed.customers.email (personal) in WHERE and JOIN` */
export const describeInfluence = ({ column, classification, clauses }: Influence): string =>
  `${column} (${classification}) in ${clauses.length === 0 ? "what can't be followed" : clauses.join(" and ")}`;

/** One line for each object whose rows depend on personal columns. */
export const influenceReport = (objects: readonly Pick<SqlObject, "id" | "influences">[]): readonly string[] =>
  objects.flatMap(({ id, influences }) => {
    const told = personalOf(influences).map(describeInfluence);
    return told.length === 0 ? [] : [`${id}: its rows are influenced by ${told.join(", ")}`];
  });
