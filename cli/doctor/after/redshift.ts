/** Whether Redshift wakes up and reads what it was given. */
import type { Redshift } from "../../../sql/engines/redshift.ts";
import { ok, skipped, type Check } from "../check.ts";

/** Schemas that lead to the catalog, with how many tables each shows. */
const externalTables = "select schemaname, count(*) from svv_external_tables group by schemaname order by schemaname";

export const redshiftCheck = (redshift: Redshift | undefined): Check => ({
  code: "REDSHIFT_QUERY",
  title: "Redshift answers",
  look: async (_step, signal) => {
    if (redshift === undefined) return skipped("the stack has no Redshift");
    const { rows } = await redshift.query(externalTables, { signal });
    const schemas = rows.map(([schema, tables]) => `${schema ?? ""} ${tables ?? "0"}`);
    return ok(
      `it answers; tables of the catalog that it sees: ${schemas.length === 0 ? "none yet" : schemas.join(", ")}`,
    );
  },
});
