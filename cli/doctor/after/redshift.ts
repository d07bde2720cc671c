/** Whether Redshift wakes up and answers. */
import type { Redshift } from "../../../aws/redshift/redshift.ts";
import { redshiftQueries } from "../../../sql/live/redshift-queries.ts";
import { ok, skipped, type Check } from "../check.ts";

export const redshiftCheck = (redshift: Redshift | undefined): Check => ({
  code: "REDSHIFT_QUERY",
  title: "Redshift answers",
  look: async (_step, signal) => {
    if (redshift === undefined) return skipped("the stack has no Redshift");
    const { rows } = await redshift.query(redshiftQueries.externalSchemas, { signal });
    const schemas = rows.map(([schema, database]) => `${schema ?? ""} (${database ?? ""})`);
    return ok(`it answers; external schemas of the catalog: ${schemas.length === 0 ? "none yet" : schemas.join(", ")}`);
  },
});
