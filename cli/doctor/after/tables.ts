/** A scratch table, created with the role that builds models. */
import { randomBytes } from "node:crypto";
import type { Curation } from "../../../aws/glue/curation.ts";
import { ok, type Check } from "../check.ts";

/** @param database a curated one, in which a table is created and dropped */
export const tableCheck = (curation: Curation, database: string): Check => ({
  code: "TABLE_PATH",
  title: "A table created, branched, published, replaced and dropped by the job that builds models",
  look: async (step, signal) => {
    const table = `${database}.doctor_${randomBytes(6).toString("hex")}`;
    await curation.rehearse(table, { onState: step.update, signal });
    return ok(`${table} was created, branched, published, replaced and dropped with the job's role`);
  },
});
