import { businessTables } from "./mission-business.ts";
import { machineTables } from "./mission-machines.ts";
import { transactionTable } from "./mission-transactions.ts";
import type { SourceTable } from "./table.ts";

export interface MissionOptions {
  readonly rowsPerDay: number;
  /** A day, `YYYY-MM-DD`, whose transactions are generated in advance. */
  readonly preparedDate: string | undefined;
}

/** The operations center: one transactional table and sixteen reference tables, by path. */
export const missionProfile = (options: MissionOptions): ReadonlyMap<string, () => SourceTable> => {
  const transactions = transactionTable(options.rowsPerDay);
  if (options.preparedDate !== undefined) transactions.prepare(options.preparedDate);
  return new Map([["/transactions", () => transactions], ...businessTables, ...machineTables]);
};
